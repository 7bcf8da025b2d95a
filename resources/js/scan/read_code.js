import {
  BarcodeFormat,
  BinaryBitmap,
  DataMatrixReader,
  DecodeHintType,
  HybridBinarizer,
  MultiFormatOneDReader,
  QRCodeReader,
  RGBLuminanceSource,
} from '@zxing/library'

const LINEAR = [
  BarcodeFormat.CODE_128,
  BarcodeFormat.EAN_13,
  BarcodeFormat.EAN_8,
  BarcodeFormat.UPC_A,
  BarcodeFormat.UPC_E,
  BarcodeFormat.CODE_39,
  BarcodeFormat.ITF,
]
const hints = new Map([
  [DecodeHintType.POSSIBLE_FORMATS, LINEAR],
  [DecodeHintType.TRY_HARDER, true],
])
// The library's own reader of all formats writes to the console whenever it sees none.
const readers = [new QRCodeReader(), new MultiFormatOneDReader(hints), new DataMatrixReader()]

/** The text of a code in a picture of RGBA bytes; null when there is none. */
export function readCode({ data, width, height }) {
  const grey = new Uint8ClampedArray(width * height)
  for (let at = 0; at < grey.length; at++) {
    const [red, green, blue] = [data[at * 4], data[at * 4 + 1], data[at * 4 + 2]]
    grey[at] = (red * 306 + green * 601 + blue * 117) >> 10
  }
  const bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(grey, width, height)))
  for (const reader of readers) {
    try {
      return reader.decode(bitmap, hints).getText()
    } catch {
      // Nothing this reader knows: most pictures of a camera have no code.
    } finally {
      reader.reset()
    }
  }
  return null
}
