import { t } from './i18n.js'
import { showToast } from './toasts.js'

/*
 * A chart as a picture, and its table as CSV or on the clipboard. All of it happens in the browser.
 */
const SCALE = 2

export const tools = { png: savePicture, csv: saveTable, copy: copyTable }

function titleOf(root) {
  return (
    root.querySelector('h2, h3')?.textContent.trim() || root.getAttribute('aria-label') || 'chart'
  )
}

function fileName(root, ending) {
  return `${titleOf(root)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.${ending}`
}

async function savePicture(root) {
  const drawings = [...root.querySelectorAll('svg[viewBox][width]:not(.icon)')]
  const shown = drawings.filter((svg) => svg.checkVisibility())
  const pictures = await Promise.all(
    (shown.length > 0 ? shown : drawings.slice(0, 1)).map((svg) => load(standalone(svg)))
  )
  const canvas = draw(root, pictures)
  canvas.toBlob((blob) => save(blob, fileName(root, 'png')), 'image/png')
}

/** A copy that needs nothing of the page: its colours and its font are written into it. */
function standalone(svg) {
  const copy = svg.cloneNode(true)
  const style = getComputedStyle(svg)
  for (const area of copy.querySelectorAll('.chart-target'))
    area.closest('a')?.remove() ?? area.remove()
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  const text = new XMLSerializer()
    .serializeToString(copy)
    .replaceAll(/var\((--[\w-]+)\)/g, (_, name) => style.getPropertyValue(name).trim() || '#000')
    .replaceAll(/font-family:\s*inherit/g, `font-family:${style.fontFamily.replaceAll('"', "'")}`)
    .replaceAll('font-family="inherit"', `font-family="${style.fontFamily.replaceAll('"', "'")}"`)
  const [, , width, height] = svg.getAttribute('viewBox').split(/\s+/).map(Number)
  return { text, width, height }
}

function load({ text, width, height }) {
  return new Promise((resolve, reject) => {
    const image = new Image(width, height)
    image.addEventListener('load', () => resolve({ image, width, height }))
    image.addEventListener('error', reject)
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  })
}

const HEAD = 36
const EDGE = 16

function draw(root, pictures) {
  const canvas = document.createElement('canvas')
  const width = Math.max(...pictures.map((picture) => picture.width)) + 2 * EDGE
  const height = pictures.reduce((sum, picture) => sum + picture.height + EDGE, HEAD + EDGE)
  canvas.width = width * SCALE
  canvas.height = height * SCALE
  const context = canvas.getContext('2d')
  const style = getComputedStyle(root)
  context.scale(SCALE, SCALE)
  context.fillStyle = groundOf(root)
  context.fillRect(0, 0, width, height)
  context.fillStyle = style.color
  context.font = `600 16px ${style.fontFamily}`
  context.fillText(titleOf(root), EDGE, 28)
  let top = HEAD + EDGE / 2
  for (const { image, ...size } of pictures) {
    context.drawImage(image, EDGE, top, size.width, size.height)
    top += size.height + EDGE
  }
  return canvas
}

function groundOf(root) {
  const ground = getComputedStyle(root).getPropertyValue('--surface-raised').trim()
  return ground || '#fff'
}

function rowsOf(root) {
  const rows = [...root.querySelectorAll('table tr')]
  return rows.map((row) =>
    [...row.cells].map((cell) => cell.textContent.trim().replaceAll(/\s+/g, ' '))
  )
}

function saveTable(root) {
  const lines = rowsOf(root).map((cells) => cells.map(quoted).join(','))
  // Excel takes a file without the mark for one in an old alphabet.
  const blob = new Blob(['\uFEFF', lines.join('\r\n'), '\r\n'], { type: 'text/csv;charset=utf-8' })
  save(blob, fileName(root, 'csv'))
}

function quoted(text) {
  // What a spreadsheet would take for a formula is made plain text.
  const safe = /^[=+@\t\r]/.test(text) || /^-(?![\d.,\s]*%?$)/.test(text) ? `'${text}` : text
  const number = plainNumber(safe)
  return /[",\r\n]/.test(number) ? `"${number.replaceAll('"', '""')}"` : number
}

/** "1,234.56" as people read it becomes 1234.56, which a program reads. */
function plainNumber(text) {
  const { group, point } = separators()
  const digits = text
    .replaceAll(group, '')
    .replaceAll(/[\u00A0\u202F]/g, '')
    .replace('−', '-')
  const number = point === '.' ? digits : digits.replace(point, '.')
  return /^-?\d+(\.\d+)?$/.test(number) ? number : text
}

function separators() {
  const locale = document.documentElement.dataset.locale || 'en-GB'
  const parts = new Intl.NumberFormat(locale).formatToParts(12345.6)
  const of = (type, other) => parts.find((part) => part.type === type)?.value ?? other
  return { group: of('group', ','), point: of('decimal', '.') }
}

async function copyTable(root) {
  const text = rowsOf(root)
    .map((cells) => cells.join('\t'))
    .join('\n')
  await copy(text)
  showToast(t('The figures are copied.'))
}

async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text)
  // Over plain HTTP there is no clipboard API.
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}

function save(blob, name) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
