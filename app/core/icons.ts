import { existsSync, readFileSync } from 'node:fs'
import app from '@adonisjs/core/services/app'

const FOLDER = 'node_modules/@tabler/icons/icons/outline'
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
  return `<svg class="${classes}" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${drawing}</svg>`
}

function readDrawing(name: string): string {
  const path = app.makePath(FOLDER, `${name.replace(/[^a-z0-9-]/g, '')}.svg`)
  if (!existsSync(path)) throw new Error(`There is no icon "${name}"`)
  const svg = readFileSync(path, 'utf8')
  return svg
    .slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
    .replace(/\s*\n\s*/g, '')
}
