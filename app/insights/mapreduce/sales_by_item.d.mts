export const COLUMNS: readonly string[]
export const HEADER: string
export const RESULT_HEADER: string
export function parseAmount(text: string): bigint
export function formatAmount(amount: bigint): string
export function mapLine(line: string): string | null
export class Sums {
  add(line: string): void
  combined(): Generator<string>
  reduced(): Generator<string>
}
