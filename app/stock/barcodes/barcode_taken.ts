import { InvalidInput } from '#core/exceptions'
import type { Coded } from '#catalog/barcodes/code'

/** A code stands for something already; `holder` says for what. */
export class BarcodeTaken extends InvalidInput {
  static code = 'E_BARCODE_TAKEN'

  constructor(public holder: Coded) {
    super({ barcode: ['Barcode matches existing item'] })
  }
}
