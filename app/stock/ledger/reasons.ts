import { translatable } from '#core/i18n'
import type { IncomingKind, OutgoingKind } from '#stock/ledger/kinds'

export type Direction = 'IN' | 'OUT'
export type ReasonKind = IncomingKind | OutgoingKind

/** Why stock comes in or goes out, in a clerk's words; the first of each is the usual one. */
export const REASONS: Record<Direction, readonly { kind: ReasonKind; label: string }[]> = {
  IN: [
    { kind: 'receive', label: translatable('Purchase') },
    { kind: 'return_in', label: translatable('Customer return') },
    { kind: 'adjust_in', label: translatable('Opening or found stock') },
  ],
  OUT: [
    { kind: 'sale', label: translatable('Sale') },
    { kind: 'return_out', label: translatable('Return to supplier') },
    { kind: 'scrap', label: translatable('Scrapped') },
    { kind: 'adjust_out', label: translatable('Removed') },
  ],
}

/** The reason with that name in this direction; the usual one for an empty name, else null. */
export function reasonOf(direction: Direction, name: string): ReasonKind | null {
  const reasons = REASONS[direction]
  if (name === '') return reasons[0].kind
  return reasons.find(({ kind }) => kind === name)?.kind ?? null
}

export function isIncoming(kind: ReasonKind): kind is IncomingKind {
  return REASONS.IN.some((reason) => reason.kind === kind)
}
