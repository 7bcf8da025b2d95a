import { can, type Actor, type Area, type Right } from '#core/access'
import type { UnitOfWork } from '#core/unit_of_work'

export type FieldType =
  'text' | 'quantity' | 'money' | 'integer' | 'moment' | 'yes_no' | 'choice' | 'email'

/** A value that an import can fill. */
export interface ImportField {
  key: string
  /** Also the heading of templates; shown by t(). */
  label: string
  type: FieldType
  required?: boolean
  /** Other headings it is known by, in small letters. */
  headings: readonly string[]
  example: readonly [string, string]
  help?: string
  maxLength?: number
  /** Quantities and amounts: the least that is taken. */
  least?: 'zero' | 'above zero'
  /** Of a choice: each value with the words that mean it, in small letters. */
  choices?: Readonly<Record<string, readonly string[]>>
}

/** A box on the page of the columns: what may be made when it is missing. */
export interface ImportOption {
  key: string
  label: string
  /** Without this right the box is not shown. */
  needs?: readonly [Area, Right]
  isOnByDefault?: boolean
}

export type ImportMode = 'add' | 'update' | 'both'

/** What the user chose for the whole file. */
export interface ImportChoices {
  mode: ImportMode
  /** What "1,234" is: empty while nobody knows. */
  decimal: '' | 'point' | 'comma'
  /** What "03/04/2026" is. */
  dates: '' | 'day' | 'month'
  options: string[]
  /** The same value for all rows, by field. */
  defaults: Record<string, string>
}

/** The values of a row in the form that machines read: decimals with a point, moments in UTC, yes and no as "1" and "0". */
export type RowValues = Readonly<Record<string, string>>

export type RowMessages = Record<string, string>
export type RowChanges = Record<string, [old: string, current: string]>

/** What a row would do. */
export interface RowPlan {
  state: 'new' | 'changed' | 'unchanged' | 'bad'
  /** What the row is about: no other row of the file may have the same. */
  identity?: string
  sortKey?: string
  targetId?: number
  /** What the row is about, for people. */
  title?: string
  changes?: RowChanges
  messages?: RowMessages
}

/** What became of a row, kept so that it can be taken back. */
export interface RowOutcome {
  /** The row was made by this import. */
  createdId?: number
  changedId?: number
  before?: Record<string, string | number | null>
  after?: Record<string, string | number | null>
  postingId?: number
  /** Made because the row named it. */
  alsoCreated?: { model: string; id: number }[]
}

export interface ImportContext {
  actor: Actor
  choices: ImportChoices
  runId: number
  /** The fields that have a column, a default, or were typed in. */
  given: ReadonlySet<string>
}

export interface RowToPlan {
  line: number
  values: RowValues
}

export interface RowToApply extends RowToPlan {
  targetId?: number
}

/** What came of applying a row: done, or why not, by field. */
export type Applied = { outcome: RowOutcome } | { messages: RowMessages }

/** A kind of table that can be imported. Modules register theirs in start/imports.ts. */
export interface ImportKind {
  key: string
  label: string
  /** What it does, in one sentence. */
  description: string
  icon: string
  /** The list that it fills. */
  href: string
  needs: readonly (readonly [Area, Right])[]
  /** How rows find what exists, for people. */
  identity: string
  /** Without update a row is always something new. */
  canUpdate: boolean
  fields: readonly ImportField[]
  options: readonly ImportOption[]
  /** Says what each row would do; writes nothing. */
  plan(rows: readonly RowToPlan[], context: ImportContext): Promise<RowPlan[]>
  /** Applies rows in their order. Gives what came of each; what it throws undoes all of them. */
  apply(unit: UnitOfWork, rows: readonly RowToApply[], context: ImportContext): Promise<Applied[]>
  /** Takes one row back; gives why it stays, or null. */
  undo(unit: UnitOfWork, outcome: RowOutcome, context: ImportContext): Promise<string | null>
  /** Removes what was only made because rows named it, where nothing uses it. */
  removeUnused?(unit: UnitOfWork, made: { model: string; id: number }, actor: Actor): Promise<void>
}

const registered = new Map<string, ImportKind>()

export function registerImport(kind: ImportKind): void {
  registered.set(kind.key, kind)
}

export function importKinds(): ImportKind[] {
  return [...registered.values()]
}

export function findImportKind(key: unknown): ImportKind | undefined {
  return typeof key === 'string' ? registered.get(key) : undefined
}

export function mayImport(actor: Actor, { needs }: ImportKind): boolean {
  return needs.every(([area, right]) => can(actor, area, right))
}
