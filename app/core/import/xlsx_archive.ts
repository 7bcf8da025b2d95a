import type { Readable } from 'node:stream'
import { open as openCallback, type Entry, type ZipFile } from 'yauzl'
import sax from 'sax'
import { t } from '#core/i18n'
import { unusableFile } from '#core/import/faults'

/** Unpacked. A sheet of 200 thousand rows with 20 columns takes about half of it. */
const LARGEST_UNPACKED = 600 * 1024 * 1024
const MOST_ENTRIES = 5_000

type Attributes = Record<string, string>

/** What is told of an XML document while it is read; names come without their namespace. */
export interface XmlEvents {
  open?(name: string, attributes: Attributes): void
  close?(name: string): void
  text?(text: string): void
}

/** The parts of a workbook, each read as a stream, with a bound on what they unpack to. */
export class XlsxArchive {
  #unpacked = 0

  private constructor(
    private zip: ZipFile,
    private entries: ReadonlyMap<string, Entry>
  ) {}

  /** Throws InvalidInput for what is no workbook, and for one that unpacks to more than it should. */
  static async open(path: string): Promise<XlsxArchive> {
    try {
      const zip = await openZip(path)
      const entries = await listEntries(zip)
      const total = [...entries.values()].reduce((sum, one) => sum + one.uncompressedSize, 0)
      if (total > LARGEST_UNPACKED) throw tooLarge()
      return new XlsxArchive(zip, entries)
    } catch (error) {
      throw asUnusable(error)
    }
  }

  has(name: string): boolean {
    return this.entries.has(name)
  }

  /** Reads a part to its end; between two pieces of it `breathe` lets others have their turn. */
  async *read(name: string, events: XmlEvents): AsyncGenerator<void> {
    const entry = this.entries.get(name)
    if (!entry) throw damaged()
    const parser = quietParser(events)
    const stream = await this.#stream(entry)
    const decoder = new TextDecoder('utf-8')
    try {
      for await (const chunk of stream) {
        this.#unpacked += chunk.length
        if (this.#unpacked > LARGEST_UNPACKED) throw tooLarge()
        parser.write(decoder.decode(chunk, { stream: true }))
        yield
      }
      parser.close()
    } catch (error) {
      throw asUnusable(error)
    } finally {
      stream.destroy()
    }
  }

  /** As {@link read}, for small parts. */
  async readAll(name: string, events: XmlEvents): Promise<void> {
    if (!this.has(name)) return
    for await (const pause of this.read(name, events)) void pause
  }

  close(): void {
    this.zip.close()
  }

  #stream(entry: Entry): Promise<Readable> {
    return new Promise((resolve, reject) =>
      this.zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)))
    )
  }
}

function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) =>
    openCallback(path, { lazyEntries: true, autoClose: false }, (error, zip) =>
      error ? reject(error) : resolve(zip)
    )
  )
}

function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  return new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', () => resolve(entries))
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry)
      if (entries.size > MOST_ENTRIES) reject(tooLarge())
      else zip.readEntry()
    })
    zip.readEntry()
  })
}

/** Entities of a document type are never expanded: sax knows only the five of XML. */
function quietParser(events: XmlEvents) {
  const parser = sax.parser(true, { position: false })
  parser.onopentag = ({ name, attributes }) => events.open?.(local(name), attributes as Attributes)
  parser.onclosetag = (name) => events.close?.(local(name))
  parser.ontext = (text) => events.text?.(text)
  parser.oncdata = (text) => events.text?.(text)
  parser.onerror = (error) => {
    throw error
  }
  return parser
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function asUnusable(error: unknown): unknown {
  const isOurs = error instanceof Error && 'fields' in error
  const isSystem = error instanceof Error && 'code' in error && 'syscall' in error
  return isOurs || isSystem ? error : damaged()
}

export function damaged() {
  return unusableFile(
    t('This workbook is damaged or no XLSX file. Save it again as XLSX, or as CSV.')
  )
}

function tooLarge() {
  return unusableFile(t('This workbook unpacks to more than can be read. Save the sheet as CSV.'))
}
