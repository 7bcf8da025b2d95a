import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { can, type Actor, type Right } from '#core/access'
import { Forbidden, NotFound } from '#core/exceptions'
import { requireRow } from '#core/resource/read_rows'
import type { Resource } from '#core/resource/resource'

/** A kind of object that files and links can be attached to. */
export interface Attachable {
  /** Its model name is the `model_type` of the API; its area says who may see and change. */
  resource: Resource
  /** The beginning of the addresses of its pages, such as "/items". */
  path: string
  /** Its place in the navigation. */
  place: string
  /** What one of them is called on the page of its attachments. */
  heading: (id: number) => Promise<string>
}

/** One object with attachments. */
export interface Owner {
  modelType: string
  modelId: number
}

const attachables = new Map<string, Attachable>()

/** Lets files be attached to objects of the resource. Modules to the right register theirs. */
export function registerAttachable(attachable: Attachable): void {
  attachables.set(attachable.resource.model, attachable)
}

export function allAttachables(): Attachable[] {
  return [...attachables.values()]
}

/** Undefined when nothing can be attached to that kind of object. */
export function findAttachable(modelType: string): Attachable | undefined {
  return attachables.get(modelType)
}

/** The address of the page that shows the attachments of one object. */
export function attachmentsPath({ modelType, modelId }: Owner): string {
  return `${findAttachable(modelType)?.path ?? ''}/${modelId}/attachments`
}

/**
 * Throws {@link NotFound} when there is no such object or the actor may not know of it, and
 * {@link Forbidden} without the right. Attaching and removing is a change of what it belongs to.
 */
export async function requireOwner(
  { modelType, modelId }: Owner,
  { actor, right, client = db.connection() }: OwnerAccess
): Promise<void> {
  const attachable = findAttachable(modelType)
  if (!attachable) throw new NotFound('Attachment')
  const { resource } = attachable
  if (!can(actor, resource.area, 'view') || !can(actor, resource.area, right)) {
    throw new Forbidden(resource.area, right)
  }
  await requireRow(resource, modelId, { actor, client })
}

export interface OwnerAccess {
  actor: Actor
  right: Extract<Right, 'view' | 'change'>
  client?: QueryClientContract
}

export function mayChange(actor: Actor, modelType: string): boolean {
  const attachable = findAttachable(modelType)
  return attachable !== undefined && can(actor, attachable.resource.area, 'change')
}
