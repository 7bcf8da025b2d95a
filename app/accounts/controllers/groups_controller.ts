import type { HttpContext } from '@adonisjs/core/http'
import { AREAS, RIGHTS, type Area, type Right } from '#core/access'
import { textField, toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t, translatable } from '#core/i18n'
import { deleteGroup } from '#accounts/actions/delete_group'
import { saveGroup, type GroupRules } from '#accounts/actions/save_group'
import { getGroup, listGroups } from '#accounts/queries/list_groups'

const AREA_LABELS: Record<Area, string> = {
  admin: translatable('Users, groups, jobs and settings'),
  part_category: translatable('Categories'),
  part: translatable('Items and suppliers'),
  bom: translatable('Bills of materials'),
  stock_location: translatable('Locations'),
  stock: translatable('Stock and transactions'),
  build: translatable('Builds'),
  purchase_order: translatable('Purchase orders'),
  sales_order: translatable('Sales orders'),
  return_order: translatable('Return orders'),
  transfer_order: translatable('Transfer orders'),
}

const RIGHT_LABELS: Record<Right, string> = {
  view: translatable('right|View'),
  add: translatable('right|Add'),
  change: translatable('right|Change'),
  delete: translatable('right|Delete'),
}

function matrix() {
  return {
    areas: AREAS.map((key) => ({ key, label: t(AREA_LABELS[key]) })),
    rights: RIGHTS.map((key) => ({ key, label: t(RIGHT_LABELS[key]) })),
  }
}

/** Admin: groups and what they may do. */
export default class GroupsController {
  async index({ view }: HttpContext) {
    return view.render('pages/accounts/groups/index', { groups: await listGroups() })
  }

  create({ view }: HttpContext) {
    const group = { id: null, name: '', description: '', rights: [], members: [] }
    return view.render('pages/accounts/groups/edit', { group, matrix: matrix() })
  }

  async store(ctx: HttpContext) {
    await saveGroup(readGroup(ctx), ctx.actor)
    say(ctx, t('The group is made.'))
    return ctx.response.redirect('/admin/groups')
  }

  async edit({ params, view }: HttpContext) {
    const group = await getGroup(toId(params.id))
    return view.render('pages/accounts/groups/edit', { group, matrix: matrix() })
  }

  async update(ctx: HttpContext) {
    await saveGroup({ id: toId(ctx.params.id), ...readGroup(ctx) }, ctx.actor)
    say(ctx, t('The group is saved. It holds at once for all its users.'))
    return ctx.response.redirect('/admin/groups')
  }

  async destroy(ctx: HttpContext) {
    await deleteGroup(toId(ctx.params.id), ctx.actor)
    say(ctx, t('The group is deleted.'))
    return ctx.response.redirect('/admin/groups')
  }
}

function readGroup(ctx: HttpContext) {
  return {
    name: textField(ctx, 'name'),
    description: textField(ctx, 'description'),
    rules: readRules([ctx.request.input('rights') ?? []].flat().map(String)),
  }
}

/** Who may add, change or delete may also view: a form for what one cannot see makes no sense. */
function readRules(ticked: string[]): GroupRules {
  const rules: Partial<Record<Area, Right[]>> = {}
  for (const area of AREAS) {
    const rights = RIGHTS.filter((right) => ticked.includes(`${area}.${right}`))
    rules[area] = rights.length > 0 ? [...new Set<Right>(['view', ...rights])] : []
  }
  return rules
}
