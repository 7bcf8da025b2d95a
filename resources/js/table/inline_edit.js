/*
 * Cells with data-edit (the field) are changed in place: a double click, F2 or Enter. The server checks
 * the value and the row's version; what it refuses is said at the cell.
 */
import { t } from '../i18n.js'
import { showToast } from '../toasts.js'
import { wantFocus } from './keyboard.js'
import { regionOf, rowOf, rowsOf } from './rows.js'

let editing = null

/** Turns a cell into a field. */
export function startEdit(cell) {
  if (!cell?.dataset.edit || editing?.cell === cell) return
  editing?.cancel()
  editing = new CellEditor(cell)
}

class CellEditor {
  constructor(cell) {
    this.cell = cell
    this.row = rowOf(cell)
    this.region = regionOf(cell)
    this.before = [...cell.childNodes]
    this.input = document.createElement('input')
    this.input.className = 'form-control'
    this.input.value = cell.dataset.value
    this.input.setAttribute('aria-label', cell.dataset.fieldLabel)
    this.input.autocomplete = 'off'
    if (cell.classList.contains('num')) this.input.inputMode = 'decimal'
    this.problem = document.createElement('span')
    this.problem.className = 'cell-problem'
    this.problem.id = 'cell-problem'
    this.problem.role = 'alert'
    this.problem.hidden = true
    const frame = document.createElement('span')
    frame.className = 'cell-editor'
    frame.append(this.input, this.problem)
    cell.replaceChildren(frame)
    this.input.addEventListener('keydown', (event) => this.pressed(event))
    this.input.addEventListener('blur', () => this.left())
    this.input.focus()
    this.input.select()
  }

  pressed(event) {
    event.stopPropagation()
    if (event.key === 'Enter') {
      event.preventDefault()
      void this.save()
    } else if (event.key === 'Escape') {
      event.preventDefault()
      this.cancel()
      this.focusCell()
      if (this.isStale) this.readAgain()
    }
  }

  /** Whoever clicks elsewhere without a change is done; a change waits for Enter or Escape. */
  left() {
    if (!this.isSaving && this.input.value === this.cell.dataset.value) this.cancel()
  }

  cancel() {
    if (editing !== this) return
    editing = null
    this.cell.replaceChildren(...this.before)
  }

  focusCell() {
    this.cell.tabIndex = -1
    this.cell.focus()
  }

  async save() {
    if (this.isSaving) return
    if (this.input.value === this.cell.dataset.value) {
      this.cancel()
      return this.focusCell()
    }
    this.isSaving = true
    const answer = await this.send()
    this.isSaving = false
    if (answer.ok) return this.saved()
    if (answer.version) {
      this.row.dataset.version = answer.version
      this.isStale = true
    }
    this.refuse(answer.message)
  }

  async send() {
    const { edit } = this.cell.dataset
    try {
      const answer = await fetch(`${this.region.dataset.editPath}/${this.row.dataset.row}/field`, {
        method: 'POST',
        body: new URLSearchParams({
          field: edit,
          value: this.input.value,
          version: this.row.dataset.version,
        }),
        headers: {
          'accept': 'application/json',
          'x-csrf-token': document.querySelector('meta[name=csrf-token]')?.content ?? '',
        },
      })
      return { ...(await answer.json()), ok: answer.ok }
    } catch {
      return { ok: false, message: t('The server could not be reached. Try again.') }
    }
  }

  refuse(message) {
    this.problem.textContent = message
    this.problem.hidden = false
    this.input.classList.add('is-invalid')
    this.input.setAttribute('aria-invalid', 'true')
    this.input.setAttribute('aria-describedby', this.problem.id)
    this.input.focus()
  }

  saved() {
    editing = null
    showToast(t('Saved'))
    this.readAgain()
  }

  /** Totals and order follow the change. */
  readAgain() {
    const index = rowsOf(this.region).indexOf(this.row)
    wantFocus({ row: this.row.dataset.row, index, cell: this.cell.cellIndex })
    for (const kept of this.region.querySelectorAll('[hx-preserve]')) kept.remove()
    void window.htmx.ajax('GET', window.location.href, {
      source: this.region,
      target: this.region,
      select: `#${this.region.id}`,
      swap: 'outerHTML show:none settle:0ms',
    })
  }
}

document.addEventListener('dblclick', ({ target }) => {
  const cell = target.closest?.('td[data-edit]')
  if (cell && !target.closest('a, button')) startEdit(cell)
})
