/* What was scanned and is not booked yet: survives a reload and a lost connection. */
const NAME = 'bincard-scan'

export class KeptList {
  constructor() {
    this.state = { mode: 'open', places: {}, lines: [], waiting: [], booked: null, key: newKey() }
    try {
      Object.assign(this.state, JSON.parse(sessionStorage.getItem(NAME) ?? '{}'))
    } catch {
      // What another version of the page has kept is no list.
    }
  }

  keep() {
    sessionStorage.setItem(NAME, JSON.stringify(this.state))
  }

  /** Adds one of what was found at the places that are set, or one more to its line; gives the line. */
  add(match, places) {
    const made = newLine(match, places)
    const known = this.state.lines.find(({ id }) => id === made.id)
    const line = known ?? made
    line.quantity = known ? oneMore(known.quantity) : '1'
    line.problem = ''
    // The latest on top, where the eye is.
    this.state.lines = [line, ...this.state.lines.filter((one) => one !== line)]
    this.changed()
    return line
  }

  change(id, changes) {
    Object.assign(this.state.lines.find((one) => one.id === id) ?? {}, changes)
    this.changed()
  }

  remove(id) {
    this.state.lines = this.state.lines.filter((one) => one.id !== id)
    this.changed()
  }

  clear() {
    this.state.lines = []
    this.changed()
  }

  /** Another list is another act: only the same list sent again is the same. */
  changed() {
    this.state.key = newKey()
    this.keep()
  }
}

/** A lot lies where it lies; an item is booked at the place that is set. */
function newLine({ item, lot = null, title }, { location = null, to = null }) {
  const from = lot ? { id: lot.locationId, text: lot.location ?? '' } : location
  const what = lot ? `lot${lot.id}` : `item${item.id}`
  return {
    id: [what, idOf(from), idOf(to)].join('-'),
    part: item.id,
    lot: idOf(lot),
    title,
    unit: item.unit,
    salePrice: item.salePrice,
    purchasePrice: item.purchasePrice,
    location: from,
    to,
  }
}

function idOf(thing) {
  return thing ? thing.id : null
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function oneMore(quantity) {
  const text = quantity.replace(',', '.').trim()
  if (!/^\d*\.?\d*$/.test(text) || text === '' || text === '.') return '1'
  const [whole, fraction] = text.split('.')
  const more = String(BigInt(whole || '0') + 1n)
  return fraction ? `${more}.${fraction}` : more
}
