import { readItemChoices, type ItemChoice } from '#stock/queries/look_up_items'

/** The item that a link or a refused form names; null for none. */
export async function chosenItem(id: unknown): Promise<ItemChoice | null> {
  if (typeof id !== 'string' || !/^\d{1,15}$/.test(id)) return null
  const [item] = await readItemChoices([Number(id)])
  return item ?? null
}
