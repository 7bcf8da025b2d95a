import { Presets, SingleBar } from 'cli-progress'

const LINE_EVERY_MS = 5_000

/** How far an import is: a bar in a terminal, elsewhere a line every five seconds. */
export class ImportProgress {
  #startedAt = performance.now()
  #lineAt = performance.now()
  #bar: SingleBar | undefined

  /** @param total how many bytes the file has */
  constructor(private total: number) {
    if (!process.stdout.isTTY) return
    this.#bar = new SingleBar(
      {
        format: '{bar} {percentage} % | {lines} lines | {rate} lines/s | {left} left',
        hideCursor: true,
        fps: 5,
      },
      Presets.shades_classic
    )
    this.#bar.start(total, 0, { lines: 0, rate: 0, left: '?' })
  }

  show(bytes: number, lines: number): void {
    const seconds = (performance.now() - this.#startedAt) / 1000
    const rate = Math.round(lines / seconds)
    const left = bytes > 0 ? inWords((seconds * (this.total - bytes)) / bytes) : '?'
    if (this.#bar) this.#bar.update(bytes, { lines: group(lines), rate: group(rate), left })
    else this.#line({ bytes, lines, rate, left })
  }

  end(): void {
    this.#bar?.stop()
  }

  #line(state: { bytes: number; lines: number; rate: number; left: string }): void {
    if (performance.now() - this.#lineAt < LINE_EVERY_MS) return
    this.#lineAt = performance.now()
    const percent = Math.floor((100 * state.bytes) / this.total)
    process.stdout.write(
      `${percent} % | ${group(state.lines)} lines | ${group(state.rate)} lines/s | ${state.left} left\n`
    )
  }
}

function group(count: number): string {
  return count.toLocaleString('en-GB')
}

function inWords(seconds: number): string {
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
