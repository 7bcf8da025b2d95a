import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { answerCreated, isDialog, refuseInDialog, renderDialog } from '#core/http/dialog_forms'
import { backWithConflict, seenVersion } from '#core/http/edit_conflict'
import { InvalidInput } from '#core/exceptions'
import { textField, toId } from '#core/http/form_fields'
import { offerUndo, say } from '#core/http/forms'
import { t } from '#core/i18n'
import { openTable } from '#core/table/open_table'
import { Stale } from '#core/row_version'
import { lastDeletion } from '#accounts/deletions'
import { createLocation } from '#stock/actions/create_location'
import { deleteLocation } from '#stock/actions/delete_location'
import { updateLocation } from '#stock/actions/update_location'
import { copyOf, editedLocation, formValues, withChosen } from '#stock/controllers/location_edit'
import { getLocation } from '#stock/queries/get_location'
import { listLocationTree } from '#stock/queries/list_location_tree'
import { listLocations, readLocationName } from '#stock/queries/list_locations'
import { LOCATIONS_TABLE } from '#stock/tables'
import { inPlainWords, readLocationForm } from '#stock/validators/location_form'

/** Locations: the tree of places where stock lies. */
export default class LocationsController {
  async index(ctx: HttpContext) {
    const table = await openTable(ctx, tableFor(ctx), { path: LOCATIONS_TABLE.path })
    return ctx.view.render('pages/stock/locations', {
      locations: await listLocationTree(),
      table: table.show({ query: '', ordering: LOCATIONS_TABLE.defaultOrdering, chips: [] }),
    })
  }

  async show(ctx: HttpContext) {
    const location = await getLocation(Number(ctx.params.id))
    const tree = await listLocationTree()
    return ctx.view.render('pages/stock/location', {
      location,
      node: tree.find(({ id }) => id === location.id),
      below: tree.filter(({ parentId }) => parentId === location.id),
    })
  }

  async create(ctx: HttpContext) {
    if (isDialog(ctx)) return this.#dialog(ctx, { name: textField(ctx, 'name') })
    const copied = toId(ctx.request.qs().copy)
    const model = copied ? copyOf(await getLocation(copied)) : null
    const parentId = model ? model.parentId : toId(ctx.request.qs().parent) || null
    return ctx.view.render('pages/stock/location_form', {
      location: null,
      shown: model,
      parentId,
      parentName: (await readLocationName(parentId ?? undefined)) ?? '',
      places: await listLocations(),
    })
  }

  async store(ctx: HttpContext) {
    try {
      return await this.#make(ctx)
    } catch (error) {
      if (!isDialog(ctx) || !(error instanceof InvalidInput)) throw error
      refuseInDialog(ctx, error)
      return this.#dialog(ctx, ctx.request.body())
    }
  }

  async #make(ctx: HttpContext) {
    const { id, values } = await inPlainWords(async () => {
      const read = await readLocationForm(ctx)
      return { id: await createLocation(read, ctx.actor), values: read }
    })
    if (isDialog(ctx)) {
      return answerCreated(ctx, { id, text: (await readLocationName(id)) ?? values.name })
    }
    say(ctx, t('{name} was added.', { name: values.name }))
    const isAnother = ctx.request.input('next') === 'another'
    const another = `/locations/new?parent=${values.parent ?? ''}`
    return ctx.response.redirect(isAnother ? another : `/locations/${id}`)
  }

  async #dialog(ctx: HttpContext, values: object) {
    return renderDialog(ctx, 'pages/stock/location_dialog', {
      values,
      places: await listLocations(),
    })
  }

  async edit(ctx: HttpContext) {
    const location = await getLocation(Number(ctx.params.id))
    const places = await listLocations()
    return ctx.view.render('pages/stock/location_form', {
      ...(await editedLocation(ctx, location)),
      location,
      shown: location,
      parentId: location.parentId,
      parentName: location.parentName,
      places: places.filter(({ id }) => id !== location.id),
    })
  }

  async update(ctx: HttpContext) {
    const id = Number(ctx.params.id)
    try {
      const stored = formValues(await getLocation(id))
      await inPlainWords(async () => {
        const values = await readLocationForm(withChosen(ctx, stored))
        await updateLocation({ id, values, seen: seenVersion(ctx) }, ctx.actor)
      })
    } catch (error) {
      if (error instanceof Stale) return backWithConflict(ctx)
      throw error
    }
    say(ctx, t('The changes are saved.'))
    ctx.response.redirect(`/locations/${id}`)
  }

  async destroy(ctx: HttpContext) {
    const { id, name } = await getLocation(Number(ctx.params.id))
    await deleteLocation(id, ctx.actor)
    say(ctx, t('{name} was deleted.', { name }))
    offerUndo(ctx, { action: `/deletions/${await lastDeletion('stocklocation', id)}/restore` })
    ctx.response.redirect('/locations')
  }
}

/** What lies in a place is only for those who may see stock. */
function tableFor({ actor }: HttpContext) {
  const ofStock = new Set(can(actor, 'stock', 'view') ? [] : ['items', 'lots', 'value'])
  return {
    ...LOCATIONS_TABLE,
    columns: LOCATIONS_TABLE.columns.filter(({ key }) => !ofStock.has(key)),
  }
}
