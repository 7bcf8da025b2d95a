import { t, translatable } from '#core/i18n'

const WORDS: Readonly<Record<string, string>> = {
  'company': translatable('Supplier'),
  'event': translatable('Event'),
  'group': translatable('Group'),
  'part': translatable('Item'),
  'partcategory': translatable('Category'),
  'setting': translatable('Setting'),
  'stockitem': translatable('Lot'),
  'stocklocation': translatable('Location'),
  'token': translatable('API token'),
  'user': translatable('User'),
  'webhook': translatable('Webhook'),
  'create': translatable('audit|made'),
  'change': translatable('audit|changed'),
  'update': translatable('audit|changed'),
  'delete': translatable('audit|deleted'),
  'deactivate': translatable('audit|deactivated'),
  'rotate secret': translatable('audit|secret renewed'),
  'switch off': translatable('audit|switched off'),
  'revoke': translatable('audit|revoked'),
  'change password': translatable('audit|password changed'),
  'replay': translatable('audit|tried again'),
  'discard': translatable('audit|given up'),
  'link barcode': translatable('audit|barcode linked'),
  'unlink barcode': translatable('audit|barcode unlinked'),
}

/** A kind of thing or an action of the audit log, in words for people; one it does not know stays. */
export function auditWord(word: string): string {
  return Object.hasOwn(WORDS, word) ? t(WORDS[word]) : word
}
