import { columnsOf, optional } from '#insights/bi/cells'
import type { BiTable } from '#insights/bi/table'
import type { DateRow } from '#insights/bi/calendar'
import type { LocationRow, PartRow, SupplierRow } from '#insights/queries/read_bi_dimensions'

const part = columnsOf<PartRow>()
const location = columnsOf<LocationRow>()
const supplier = columnsOf<SupplierRow>()
const date = columnsOf<DateRow>()

export const DIM_PART: BiTable<PartRow> = {
  name: 'dim_part',
  description: 'One row an item, as it is now, also those that are sold no more.',
  isByMonth: false,
  columns: [
    part('id')('part_id', ({ id }) => id, 'Key.'),
    part('text')('name', ({ name }) => name, 'Name; two items may share one.'),
    optional(part('text')('sku', ({ ipn }) => ipn, 'Stock keeping unit ("IPN" in the API).')),
    optional(part('text')('revision', ({ revision }) => revision, 'Revision.')),
    part('text')('description', ({ description }) => description, 'Description.'),
    part('text')('units', ({ units }) => units, 'Unit of measure; empty: pieces.'),
    optional(part('id')('category_id', (row) => row.category_id, 'Main category.')),
    optional(part('text')('category', ({ category }) => category, 'Name of the main category.')),
    optional(
      part('text')('category_path', (row) => row.category_path, 'The category with those above it.')
    ),
    optional(part('id')('supplier_id', (row) => row.supplier_id, 'Usual supplier: dim_supplier.')),
    optional(part('text')('supplier', ({ supplier: name }) => name, 'Name of the usual supplier.')),
    optional(part('money')('purchase_price', (row) => row.purchase_price, 'Usual purchase price.')),
    optional(part('money')('sale_price', (row) => row.sale_price, 'Usual sale price.')),
    part('quantity')('minimum_stock', (row) => row.minimum_stock, 'Less than this is low stock.'),
    part('quantity')('maximum_stock', (row) => row.maximum_stock, '0: no upper limit.'),
    part('flag')('is_active', (row) => row.is_active, 'False: used no more.'),
    part('day')('created_on', (row) => row.creation_date, 'Day on which the item was made.'),
  ],
}

export const DIM_LOCATION: BiTable<LocationRow> = {
  name: 'dim_location',
  description: 'One row a location; 0 stands for "no location", so that every fact finds a row.',
  isByMonth: false,
  columns: [
    location('id')('location_id', ({ id }) => id, 'Key.'),
    location('text')('name', ({ name }) => name, 'Name.'),
    location('text')('path', ({ pathstring }) => pathstring, 'The location with those above it.'),
    optional(location('id')('parent_id', (row) => row.parent_id, 'The location it lies in.')),
    location('whole')('level', ({ level }) => level, '0: lies in no other.'),
    location('flag')('is_structural', ({ structural }) => structural, 'Only holds others.'),
    location('flag')('is_external', ({ external }) => external, 'Outside of the company.'),
  ],
}

export const DIM_SUPPLIER: BiTable<SupplierRow> = {
  name: 'dim_supplier',
  description: 'One row a supplier, and every company that is the usual supplier of an item.',
  isByMonth: false,
  columns: [
    supplier('id')('supplier_id', ({ id }) => id, 'Key.'),
    supplier('text')('name', ({ name }) => name, 'Name.'),
    supplier('text')('description', ({ description }) => description, 'Description.'),
    supplier('text')('website', ({ website }) => website, 'Website.'),
    supplier('text')('currency', ({ currency }) => currency, 'ISO 4217 code.'),
    optional(
      supplier('whole')('lead_time_days', (row) => row.lead_time_days, 'From order to receipt.')
    ),
    supplier('flag')('is_active', (row) => row.is_active, 'False: used no more.'),
  ],
}

export const DIM_DATE: BiTable<DateRow> = {
  name: 'dim_date',
  description: 'One row a day, from the first year of the ledger to the end of the current one.',
  isByMonth: false,
  columns: [
    date('day')('day', ({ day }) => day, 'Key: the local day in the company’s time zone.'),
    date('whole')('year', ({ year }) => year, 'Year.'),
    date('whole')('quarter', ({ quarter }) => quarter, '1 to 4.'),
    date('whole')('month_number', ({ month }) => month, '1 to 12.'),
    date('text')('month', ({ day }) => day.slice(0, 7), 'YYYY-MM, as in the names of the files.'),
    date('whole')('day_of_month', (row) => row.dayOfMonth, '1 to 31.'),
    date('whole')('weekday', ({ weekday }) => weekday, 'ISO: 1 is Monday, 7 is Sunday.'),
    date('text')('weekday_name', (row) => row.weekdayName, 'In English.'),
    date('whole')('iso_week', (row) => row.isoWeek, 'ISO week, 1 to 53.'),
    date('whole')('iso_year', (row) => row.isoYear, 'The year that the ISO week belongs to.'),
    date('flag')('is_weekend', (row) => row.isWeekend, 'Saturday or Sunday.'),
  ],
}
