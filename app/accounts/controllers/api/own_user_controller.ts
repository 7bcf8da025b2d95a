import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { AREAS, can, RIGHTS, type Area } from '#core/access'
import { sendJson, sendJsonText } from '#core/http/json'
import { readApiBody } from '#core/http/read_api_body'
import { answerOnce } from '#core/idempotency'
import { parseFields } from '#core/resource/parse_input'
import { readOne } from '#core/resource/read_rows'
import { allResources } from '#core/resource/resource'
import { updateUser } from '#accounts/actions/update_user'
import { ownUserResource } from '#accounts/resources/own_user'
import { userResource } from '#accounts/resources/user'

const { first_name: firstName, last_name: lastName, email } = userResource.fields
/** What users may change of themselves. */
export const ownFields = { first_name: firstName, last_name: lastName, email }

/** InvenTree lists the rights over a model in this order. */
const MODEL_RIGHTS = ['add', 'change', 'delete', 'view'] as const

export default class OwnUserController {
  async show(ctx: HttpContext) {
    sendJsonText(ctx, 200, await this.#read(ctx, db.connection()))
  }

  async update(ctx: HttpContext) {
    const body = await readApiBody(ctx)
    await answerOnce(ctx, async (unit) => {
      const values = await parseFields(ownFields, body, { partial: true, client: unit.trx })
      const { id } = ctx.actor
      const change = { id, firstName: values.first_name, lastName: values.last_name }
      await updateUser({ ...change, email: values.email }, ctx.actor, unit)
      return { status: 200, text: await this.#read(ctx, unit.trx) }
    })
  }

  /** What the user may do: in each area, and to each model. */
  roles(ctx: HttpContext) {
    const { actor } = ctx
    const allowed = (area: Area, rights: typeof MODEL_RIGHTS | typeof RIGHTS) => {
      const held = rights.filter((right) => can(actor, area, right))
      return held.length > 0 ? held : null
    }
    const roles = AREAS.map((area) => [area, allowed(area, RIGHTS)])
    const permissions = allResources()
      .map(({ model, area }) => [model, allowed(area, MODEL_RIGHTS)])
      .filter(([, held]) => held)
    sendJson(ctx, 200, {
      user: actor.id,
      username: actor.username,
      roles: Object.fromEntries(roles),
      permissions: Object.fromEntries(permissions),
    })
  }

  #read({ actor }: HttpContext, client: QueryClientContract): Promise<string> {
    return readOne(ownUserResource, actor.id, { context: { actor, client } })
  }
}
