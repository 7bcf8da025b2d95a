import { can, type Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { itemIdsOfList } from '#catalog/queries/item_ids_of_list'
import type { LabelContent } from '#stock/labels/compose'
import { AREA_OF } from '#stock/queries/describe_coded'
import { readLabelSubjects, type LabelSubject } from '#stock/queries/read_label_subjects'
import {
  MODEL_OF,
  type ChosenSubjects,
  type LabelChoices,
  type LabelPart,
} from '#stock/validators/label_form'

export const MOST_LABELS = 5000

/** The items, lots and places to be labelled that the actor may see; at most `most`, with how many there are. */
export async function chooseSubjects(
  chosen: ChosenSubjects,
  actor: Actor,
  most = MOST_LABELS
): Promise<{ subjects: LabelSubject[]; total: number }> {
  const items = chosen.itemList === null ? chosen.items : await itemIdsOfList(chosen.itemList)
  const subjects: LabelSubject[] = []
  let total = 0
  for (const [name, model] of Object.entries(MODEL_OF)) {
    const ids = name === 'items' ? items : chosen[name as 'lots' | 'locations']
    if (!can(actor, AREA_OF[model], 'view')) continue
    total += new Set(ids).size
    const wanted = [...new Set(ids)].slice(0, Math.max(0, most - subjects.length))
    subjects.push(...(await readLabelSubjects(model, wanted)))
  }
  return { subjects, total }
}

/** The labels in the order they are printed. Throws InvalidInput when there are none, or too many. */
export function repeatLabels(
  subjects: readonly LabelSubject[],
  copies: number | null,
  choices: LabelChoices
): LabelContent[] {
  const counted = subjects.map((subject) => ({ subject, count: copies ?? subject.onHand }))
  const total = counted.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) throw InvalidInput.whole(t('There is nothing to print a label for.'))
  if (total > MOST_LABELS) {
    const counts = { total, most: MOST_LABELS }
    throw InvalidInput.whole(
      t('These are {total, number} labels. At most {most, number} are printed at once.', counts)
    )
  }
  return counted.flatMap(({ subject, count }) => {
    const content = contentOf(subject, choices.parts)
    return Array<LabelContent>(count).fill(content)
  })
}

/** What stands on the label of this. */
export function contentOf(subject: LabelSubject, parts: readonly LabelPart[]): LabelContent {
  const has = (part: LabelPart) => parts.includes(part)
  const only = (part: LabelPart, text: string) => (has(part) ? text : '')
  const isPlace = subject.model === 'stocklocation'
  const lines = [
    { text: only('price', subject.price), isLarge: true },
    { text: only('sku', subject.sku) },
    { text: only('batch', subject.batch) },
    { text: only('expiry', subject.expiry) },
    { text: isPlace ? subject.place : only('place', subject.place) },
  ]
  return {
    name: subject.name,
    lines: lines.filter(({ text }) => text !== ''),
    qr: only('qr', subject.code),
    linear: only('linear', subject.articleNumber || subject.code),
  }
}
