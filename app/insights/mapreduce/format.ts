export {
  COLUMNS,
  formatAmount,
  HEADER,
  mapLine,
  parseAmount,
  RESULT_HEADER,
} from './sales_by_item.mjs'
