import { parseInput } from '#core/resource/parse_input'
import { transact } from '#core/unit_of_work'
import { SYSTEM } from '#accounts/audit'
import { createLocation } from '#stock/actions/create_location'
import { locationResource } from '#stock/resources/location'

export const WAREHOUSE = 'Main warehouse'
export const HIGH_STREET = 'High Street shop'
export const RIVERSIDE = 'Riverside shop'

const LOCATIONS = [
  { name: WAREHOUSE, description: 'Wholesale, and orders from abroad', is_default: true },
  { name: HIGH_STREET, description: 'The shop in town', is_default: false },
  { name: RIVERSIDE, description: 'The shop at the market by the river', is_default: false },
]

/** Makes those of the demo's three places that are not there. */
export async function ensureDemoLocations(): Promise<void> {
  for (const location of LOCATIONS) {
    await transact(async (unit) => {
      const known = await unit.trx.from('stock_locations').where('name', location.name).first()
      if (known) return
      const values = await parseInput(locationResource, location, { client: unit.trx })
      await createLocation(values, SYSTEM, unit)
    })
  }
}
