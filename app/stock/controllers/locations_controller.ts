import type { HttpContext } from '@adonisjs/core/http'
import { toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { createLocation } from '#stock/actions/create_location'
import { deleteLocation } from '#stock/actions/delete_location'
import { updateLocation } from '#stock/actions/update_location'
import { getLocation } from '#stock/queries/get_location'
import { listLocationTree } from '#stock/queries/list_location_tree'
import { listLocations, readLocationName } from '#stock/queries/list_locations'
import { inPlainWords, readLocationForm } from '#stock/validators/location_form'

/** Locations: the tree of places where stock lies. */
export default class LocationsController {
  async index({ view }: HttpContext) {
    return view.render('pages/stock/locations', { locations: await listLocationTree() })
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
    const parentId = toId(ctx.request.qs().parent) || null
    return ctx.view.render('pages/stock/location_form', {
      location: null,
      parentId,
      parentName: (await readLocationName(parentId ?? undefined)) ?? '',
      places: await listLocations(),
    })
  }

  async store(ctx: HttpContext) {
    const { id, name } = await inPlainWords(async () => {
      const values = await readLocationForm(ctx)
      return { id: await createLocation(values, ctx.actor), name: values.name }
    })
    say(ctx, `${name} was added.`)
    ctx.response.redirect(`/locations/${id}`)
  }

  async edit(ctx: HttpContext) {
    const location = await getLocation(Number(ctx.params.id))
    const places = await listLocations()
    return ctx.view.render('pages/stock/location_form', {
      location,
      parentId: location.parentId,
      parentName: location.parentName,
      places: places.filter(({ id }) => id !== location.id),
    })
  }

  async update(ctx: HttpContext) {
    const id = Number(ctx.params.id)
    await inPlainWords(async () => {
      const values = await readLocationForm(ctx)
      await updateLocation({ id, values }, ctx.actor)
    })
    say(ctx, 'The changes are saved.')
    ctx.response.redirect(`/locations/${id}`)
  }

  async destroy(ctx: HttpContext) {
    const { id, name } = await getLocation(Number(ctx.params.id))
    await deleteLocation(id, ctx.actor)
    say(ctx, `${name} was deleted.`)
    ctx.response.redirect('/locations')
  }
}
