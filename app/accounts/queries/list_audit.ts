import db from '@adonisjs/lucid/services/db'
import { describeChanges } from '#accounts/audited_fields'
import { usernameKey } from '#accounts/models/user'

export interface AuditEntry {
  id: number
  at: string
  username: string
  action: string
  model: string
  modelId: number | null
  changes: string
  /** The page of what it tells of, null where there is none. */
  path: string | null
}

export interface AuditFilter {
  username: string
  model: string
  page: number
}

const PAGE_SIZE = 50

/** A page of the audit log, newest first. */
export async function listAudit({ username, model, page }: AuditFilter) {
  const query = db.from('audit_log').orderBy('id', 'desc')
  if (username) query.whereRaw('LOWER(username) = ?', [usernameKey(username)])
  if (model) query.where('model', model)
  const rows = await query.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)
  return {
    entries: rows.slice(0, PAGE_SIZE).map(toEntry),
    hasNext: rows.length > PAGE_SIZE,
  }
}

/** The kinds of things the log tells of. */
export async function auditedModels(): Promise<string[]> {
  const rows = await db.from('audit_log').distinct('model').orderBy('model')
  return rows.map(({ model }) => model)
}

interface AuditRow {
  id: number
  created_at: string
  username: string
  action: string
  model: string
  model_id: number | null
  changes: string | null
}

function toEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    at: row.created_at,
    username: row.username,
    action: row.action,
    model: row.model,
    modelId: row.model_id,
    changes: describeChanges(row.action, JSON.parse(row.changes ?? '{}')),
    path: pathOf(row),
  }
}

const PATHS: Readonly<Record<string, string>> = {
  part: '/items/',
  partcategory: '/categories/',
  stocklocation: '/locations/',
  company: '/suppliers/',
  user: '/admin/users/',
  group: '/admin/groups/',
}

function pathOf({ action, model, model_id: id }: AuditRow): string | null {
  if (id === null || action === 'delete' || !Object.hasOwn(PATHS, model)) return null
  return `${PATHS[model]}${id}`
}
