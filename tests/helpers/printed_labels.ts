import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'

const { readCode } = await import(
  new URL('../../resources/js/scan/read_code.js', import.meta.url).href
)

const DOTS_A_MM = 300 / 25.4
const POINTS_A_MM = 72 / 25.4

export interface PrintedText {
  text: string
  /** Millimetres from the upper left corner of the page to the beginning of the text's line. */
  x: number
  y: number
  width: number
  fontSize: number
}

/** An area of a page, in millimetres. */
export interface Area {
  x: number
  y: number
  width: number
  height: number
}

/** A PDF of labels as a reader sees it. */
export async function openPrint(bytes: ArrayBuffer) {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise
  return {
    pages: pdf.numPages,
    /** Width and height of a page, in millimetres. */
    async size(number = 1) {
      const { width, height } = (await pdf.getPage(number)).getViewport({ scale: 1 })
      return [width / POINTS_A_MM, height / POINTS_A_MM]
    },
    async texts(number = 1): Promise<PrintedText[]> {
      const page = await pdf.getPage(number)
      const { height } = page.getViewport({ scale: 1 })
      const { items } = await page.getTextContent()
      return items.flatMap((item) => {
        if (!('str' in item) || item.str.trim() === '') return []
        const [size, , , , x, y] = item.transform as number[]
        return {
          text: item.str,
          x: x / POINTS_A_MM,
          y: (height - y) / POINTS_A_MM,
          width: item.width / POINTS_A_MM,
          fontSize: size / POINTS_A_MM,
        }
      })
    },
    /** Prints a page at 300 dots an inch and gives a reader of the codes in an area of it. */
    async print(number = 1): Promise<(area: Area) => string | null> {
      const page = await pdf.getPage(number)
      const viewport = page.getViewport({ scale: 300 / 72 })
      const { canvas, context } = canvasOf(pdf.canvasFactory, viewport)
      await page.render({ canvas, canvasContext: context, viewport }).promise
      return (area) => {
        const [x, y, width, height] = [area.x, area.y, area.width, area.height].map((length) =>
          Math.round(length * DOTS_A_MM)
        )
        return readCode(context.getImageData(x, y, width, height))
      }
    },
  }
}

interface Drawing {
  canvas: object
  context: {
    getImageData(x: number, y: number, width: number, height: number): object
  }
}

/** The library draws outside of a browser by a canvas of its own. */
function canvasOf(factory: object, { width, height }: { width: number; height: number }): Drawing {
  const { create } = factory as { create: (width: number, height: number) => Drawing }
  return create.call(factory, Math.round(width), Math.round(height))
}
