import { integer } from '#core/resource/number_fields'
import { computed, constant, primaryKey, readOnly } from '#core/resource/read_only_fields'
import { integerText } from '#core/resource/json_text'
import { boolean } from '#core/resource/plain_fields'
import { defineResource } from '#core/resource/resource'
import { text } from '#core/resource/text_fields'
import {
  briefMinimum,
  fullNameField,
  imageField,
  priceField,
  thumbnailField,
} from '#catalog/resources/part_fields'

function yesNo(column?: string) {
  return readOnly(boolean({ default: false, column }))
}

/** A part as it stands inside other objects (`part_detail`): its facts without its sums. */
export const partBriefResource = defineResource({
  model: 'partbrief',
  title: 'Part',
  label: 'Part',
  table: 'parts',
  area: 'part',
  path: '/api/part/',
  fields: {
    pk: primaryKey(),
    IPN: readOnly(text({ column: 'ipn', nullable: true })),
    barcode_hash: constant(''),
    category_default_location: computed({
      type: 'integer',
      select: ['part_categories.default_location_id as category_default_location'],
      encode: (row) => integerText(row.category_default_location),
    }),
    default_location: computed({
      type: 'integer',
      select: ['default_location_id'],
      encode: (row) => integerText(row.default_location_id),
    }),
    default_expiry: readOnly(integer({})),
    name: readOnly(text({})),
    revision: readOnly(text({ nullable: true })),
    full_name: fullNameField(),
    description: readOnly(text({})),
    image: imageField(),
    thumbnail: thumbnailField(),
    active: yesNo('is_active'),
    locked: yesNo(),
    assembly: yesNo(),
    component: yesNo(),
    minimum_stock: computed({
      type: 'string',
      select: ['minimum_stock'],
      encode: briefMinimum,
    }),
    is_template: yesNo(),
    purchaseable: yesNo(),
    salable: yesNo(),
    testable: yesNo(),
    trackable: yesNo(),
    virtual: yesNo(),
    consumable: yesNo(),
    units: readOnly(text({})),
    pricing_min: priceField('Minimum Price'),
    pricing_max: priceField('Maximum Price'),
  },
  join: (query) => query.leftJoin('part_categories', 'part_categories.id', 'parts.category_id'),
  list: { defaultOrder: ['parts.name'] },
})
