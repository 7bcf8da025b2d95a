// The table of contents of the product's URLs: each module owns its own file.
await import('#core/routes')
await import('#core/table/routes')
await import('#core/import/routes')
await import('#events/routes')
await import('#accounts/routes')
await import('#files/routes')
await import('#files/routes_exports')
await import('#catalog/routes')
// Before the lots' own routes: /stock/5/barcodes is no change of a lot.
await import('#stock/routes_codes')
await import('#stock/routes')
await import('#insights/routes')
await import('#accounts/routes_api')
await import('#catalog/routes_api')
await import('#stock/routes_api')
await import('#stock/routes_codes_api')
// Stays last: under /api it answers what no route before it does.
await import('#core/routes_fallback')
