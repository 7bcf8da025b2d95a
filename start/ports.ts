import { providePartStock } from '#catalog/part_stock'
import { partStock } from '#stock/queries/part_stock'

// A module asks those to its right through ports: here each is given its answer.
providePartStock(partStock)

// The descriptions of all resources, so that nested details find one another by name.
await Promise.all([
  import('#catalog/resources/category'),
  import('#catalog/resources/company'),
  import('#catalog/resources/part'),
  import('#catalog/resources/part_brief'),
  import('#stock/resources/location'),
])
