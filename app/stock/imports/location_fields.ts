import { translatable } from '#core/i18n'
import type { ImportField } from '#core/import/kinds'

/** What an import can say of a location. */
export const LOCATION_FIELDS: readonly ImportField[] = [
  {
    key: 'path',
    label: translatable('Path'),
    type: 'text',
    maxLength: 1000,
    headings: ['location', 'full name', 'full path', 'chemin', 'emplacement', 'путь', 'место'],
    example: ['Store/Shelf 1', 'Store/Shelf 2'],
    help: translatable('The names from the top down, with a slash between them.'),
  },
  {
    key: 'name',
    label: translatable('Name'),
    type: 'text',
    maxLength: 100,
    headings: ['location name', 'nom', 'название'],
    example: ['Shelf 1', 'Shelf 2'],
    help: translatable('Where there is no path: the name, below its parent.'),
  },
  {
    key: 'parent',
    label: translatable('Parent'),
    type: 'text',
    maxLength: 1000,
    headings: ['parent location', 'inside', 'dans', 'родитель'],
    example: ['Store', 'Store'],
  },
  {
    key: 'description',
    label: translatable('Description'),
    type: 'text',
    maxLength: 250,
    headings: ['details', 'описание'],
    example: ['Left of the door', ''],
  },
  {
    key: 'address',
    label: translatable('Address'),
    type: 'text',
    maxLength: 500,
    headings: ['postal address', 'adresse', 'адрес'],
    example: ['', ''],
  },
  {
    key: 'structural',
    label: translatable('Only groups others'),
    type: 'yes_no',
    headings: ['structural'],
    example: ['no', 'no'],
  },
  {
    key: 'external',
    label: translatable('External'),
    type: 'yes_no',
    headings: ['externe', 'внешнее'],
    example: ['no', 'no'],
  },
  {
    key: 'is_default',
    label: translatable('Default'),
    type: 'yes_no',
    headings: ['default location', 'par défaut', 'по умолчанию'],
    example: ['no', 'no'],
  },
]
