import { Conflict } from '#core/exceptions'
import { t } from '#core/i18n'
import type { Row } from '#core/sql'

/** 409: somebody else has saved the row since the form was made. */
export class Stale extends Conflict {
  static code = 'E_STALE'

  constructor() {
    super(t('Somebody else has saved this meanwhile.'))
  }
}

/** What changes with each change of a row. */
export function rowVersion(row: Row): string {
  return [row.version, row.updated_at]
    .filter((part) => part !== undefined)
    .map(String)
    .join(' ')
}

/** Throws {@link Stale} when the locked row is no longer the one that was seen; undefined sees nothing. */
export function refuseStale(row: Row, seen: string | undefined): void {
  if (seen !== undefined && seen !== rowVersion(row)) throw new Stale()
}
