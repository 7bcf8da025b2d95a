import htmx from 'htmx.org'
import { t } from '../i18n.js'
import { arrangeByDragging } from '../dashboard_drag.js'

/*
 * The figures are fetched again whenever something was booked. Only cards that differ are put in, so that
 * menus, the focus and open tables stay; a figure that has changed is marked.
 */
const figures = document.querySelector('#figures')
const form = document.querySelector('#layout-form')
const said = document.querySelector('#layout-said')
/** Each card as the server last sent it: on the page it differs by what the reader has opened. */
const sent = new Map()

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}

function cardsIn(root) {
  return [...root.querySelectorAll('[data-card]')]
}

function remember(root) {
  sent.clear()
  for (const card of cardsIn(root)) sent.set(card.dataset.card, card.outerHTML)
}

function order(root) {
  return cardsIn(root)
    .map((card) => card.dataset.card)
    .join(' ')
}

figures.addEventListener('htmx:beforeSwap', (event) => {
  if (event.target !== figures || event.detail.xhr.status !== 200) return
  event.detail.shouldSwap = false
  const fresh = document.createElement('div')
  fresh.innerHTML = event.detail.xhr.responseText
  if (order(fresh) === order(figures)) patch(fresh)
  else replaceAll(fresh)
  remember(fresh)
})

function replaceAll(fresh) {
  const focused = document.activeElement?.closest('[data-card]')?.dataset.card
  const values = valuesIn(figures)
  figures.replaceChildren(...fresh.cloneNode(true).childNodes)
  htmx.process(figures)
  markChanges(figures, values)
  if (focused) focusMenuOf(focused)
}

function patch(fresh) {
  for (const card of cardsIn(fresh)) {
    const shown = figures.querySelector(`[data-card="${card.dataset.card}"]`)
    if (sent.get(card.dataset.card) !== card.outerHTML) replaceCard(shown, card.cloneNode(true))
  }
}

function replaceCard(shown, card) {
  const open = [...shown.querySelectorAll('details[open][id]')].map(({ id }) => id)
  const hadFocus = shown.contains(document.activeElement)
  const values = valuesIn(shown)
  shown.replaceWith(card)
  htmx.process(card)
  for (const id of open) document.getElementById(id)?.setAttribute('open', '')
  markChanges(card, values)
  if (hadFocus) focusMenuOf(card.dataset.card)
}

function figuresIn(root) {
  return [...root.querySelectorAll('.figure-card[id]')].map((figure) => [
    figure.id,
    figure.querySelector('[data-figure]'),
  ])
}

function valuesIn(root) {
  return new Map(figuresIn(root).map(([id, value]) => [id, value.textContent]))
}

function markChanges(root, values) {
  for (const [id, value] of figuresIn(root)) {
    if (values.has(id) && values.get(id) !== value.textContent) value.classList.add('is-changed')
  }
}

function focusMenuOf(key) {
  figures.querySelector(`[data-card="${key}"] .card-menu > summary`)?.focus()
}

/* Arranging: by menus, and by dragging. */
form.addEventListener('submit', (event) => {
  const [word, key] = (event.submitter?.value ?? '').split(' ')
  if (!['up', 'down', 'half', 'full', 'hide', 'show'].includes(word)) return
  event.preventDefault()
  void change(word, key)
})

async function change(word, key) {
  const card = figures.querySelector(`[data-card="${key}"]`)
  const title = card?.dataset.title ?? ''
  await send({ change: `${word} ${key}` })
  await reload()
  if (word === 'hide') figures.querySelector('.card-menu > summary')?.focus()
  else focusMenuOf(key)
  say(word, key, title)
}

function say(word, key, title) {
  const keys = cardsIn(figures).filter((card) => card.dataset.title)
  const place = keys.findIndex((card) => card.dataset.card === key) + 1
  const name = title || keys[place - 1]?.dataset.title || ''
  const texts = {
    up: t('{name} is number {place} of {count} now.', { name, place, count: keys.length }),
    down: t('{name} is number {place} of {count} now.', { name, place, count: keys.length }),
    half: t('{name} takes half the width now.', { name }),
    full: t('{name} takes the full width now.', { name }),
    hide: t('{name} is hidden. Arrange brings it back.', { name }),
    show: t('{name} is shown.', { name }),
  }
  said.textContent = texts[word]
}

async function send(fields) {
  const body = new URLSearchParams(new FormData(form))
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  const answer = await fetch(form.action, {
    method: 'POST',
    body,
    headers: { 'x-requested-with': 'fetch' },
  })
  if (!answer.ok) window.location.reload()
}

async function reload() {
  const answer = await fetch(figures.getAttribute('hx-get'), {
    headers: { 'hx-request': 'true' },
  })
  if (!answer.ok) return window.location.reload()
  const fresh = document.createElement('div')
  fresh.innerHTML = await answer.text()
  const before = new Map(cardsIn(figures).map((card) => [card.dataset.card, card]))
  figures.replaceChildren(...fresh.cloneNode(true).childNodes)
  for (const card of cardsIn(figures)) {
    const open = before.get(card.dataset.card)?.querySelectorAll('.chart-figures[open]') ?? []
    for (const { id } of open) document.getElementById(id)?.setAttribute('open', '')
  }
  htmx.process(figures)
  remember(fresh)
}

remember(figures)
arrangeByDragging(figures, async (keys, key) => {
  await send({ change: 'order', order: keys.join(',') })
  await reload()
  say('down', key, '')
})
