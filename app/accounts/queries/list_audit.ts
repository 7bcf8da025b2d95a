import db from '@adonisjs/lucid/services/db'
import { usernameKey } from '#accounts/models/user'

export interface AuditEntry {
  id: number
  at: string
  username: string
  action: string
  model: string
  modelId: number | null
  changes: string
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
    changes: describe(row.changes),
  }
}

function describe(changes: string | null): string {
  const entries = Object.entries(JSON.parse(changes ?? '{}') as Record<string, unknown>)
  return entries.map(([name, value]) => `${name}: ${asText(value)}`).join(', ')
}

function asText(value: unknown): string {
  if (value === null || value === '') return '–'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
