import { existsSync, readFileSync } from 'node:fs'
import app from '@adonisjs/core/services/app'

const FOLDER = 'node_modules/@tabler/icons/icons/outline'
/** Tabler's icons begin with an invisible square. */
const EMPTY_GROUND = /<path stroke="none" d="M0 0h24v24H0z" fill="none" ?\/>/
const LINE = /<path d="(M[^"]+)" ?\/>/g
const drawings = new Map<string, string>()

/**
 * The SVG of a Tabler icon ("box") to put into a page; for the eye only, so hidden from screen readers.
 * Throws when there is no icon of that name.
 */
export function iconSvg(name: string, className = ''): string {
  let drawing = drawings.get(name)
  if (drawing === undefined) {
    drawing = readDrawing(name)
    drawings.set(name, drawing)
  }
  const classes = className ? `icon ${className}` : 'icon'
  return `<svg class="${classes}" viewBox="0 0 24 24" aria-hidden="true">${drawing}</svg>`
}

/** What an icon draws, as one path: a list shows it a hundred times, and each element of it is laid out. */
function readDrawing(name: string): string {
  const path = app.makePath(FOLDER, `${name.replace(/[^a-z0-9-]/g, '')}.svg`)
  if (!existsSync(path)) throw new Error(`There is no icon "${name}"`)
  const svg = readFileSync(path, 'utf8')
  const drawing = svg
    .slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
    .replace(EMPTY_GROUND, '')
    .replace(/\s*\n\s*/g, '')
  const lines = [...drawing.matchAll(LINE)].map(([, line]) => line)
  // A line that begins with "m" would go on from the end of the one before.
  return drawing.replace(LINE, '') === '' ? `<path d="${lines.join('')}"/>` : drawing
}
