import { lockSetting } from '#core/setting_values'
import { provideReferenceCheck } from '#accounts/references'
import { attachmentReferences, exportReferences } from '#files/queries/file_references'
import { registerPictureKind } from '#files/pictures/picture_kinds'
import { pictureReferences } from '#files/queries/picture_references'
import { registerReferences } from '#files/references'
import { providePartStock } from '#catalog/part_stock'
import { isSkuTaken } from '#catalog/queries/is_sku_taken'
import { COMPANY_PICTURES, PART_PICTURES, PICTURE_OWNERS } from '#catalog/picture_owners'
import { biReferences } from '#insights/queries/bi_references'
import { partStock } from '#stock/queries/part_stock'
import { whyLedgerSettingsAreFixed } from '#stock/queries/why_ledger_settings_are_fixed'

// A module asks those to its right through ports: here each is given its answer.
providePartStock(partStock)
provideReferenceCheck('sku', isSkuTaken)
for (const references of [
  pictureReferences('Pictures of items', PART_PICTURES),
  pictureReferences('Pictures of companies', COMPANY_PICTURES),
  attachmentReferences,
  exportReferences,
  biReferences,
]) {
  registerReferences(references)
}
for (const owner of PICTURE_OWNERS) registerPictureKind(owner)
lockSetting('company_time_zone', whyLedgerSettingsAreFixed)
lockSetting('company_currency', whyLedgerSettingsAreFixed)

// The descriptions of all resources, so that nested details find one another by name.
await Promise.all([
  import('#files/resources/attachment'),
  import('#catalog/resources/category'),
  import('#catalog/resources/company'),
  import('#catalog/resources/part'),
  import('#catalog/resources/part_brief'),
  import('#stock/resources/location'),
])
