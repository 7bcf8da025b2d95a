import { test } from '@japa/runner'
import { moveCard, orderCards, standardLayout } from '#insights/cards/layout'
import { EVERYBODY, readLayout } from '#insights/queries/read_layout'
import db from '@adonisjs/lucid/services/db'
import { makePart } from '#tests/helpers/stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { signedIn } from '#tests/helpers/visitor'

function shown(text: string): string[] {
  return [...text.matchAll(/ data-card="([a-z_]+)"/g)].map(([, key]) => key)
}

test.group('Arranging the dashboard', (group) => {
  group.setup(async () => {
    const partId = await makePart()
    await receiveStock({ partId, quantity: 100_000n, actorId: null, locationId: null })
  })
  group.each.teardown(async () => {
    await db.from('dashboard_layouts').delete()
  })

  test('is kept for each user alone', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    const { visitor: other } = await signedIn('viewer')
    await visitor.get('/?arrange=1')
    const before = shown((await other.get('/')).text)

    await visitor.post('/dashboard/layout', { change: 'hide low_stock' })
    await visitor.post('/dashboard/layout', { change: 'up periods' })
    await visitor.post('/dashboard/layout', { change: 'show slow_movers' })
    const mine = shown((await visitor.get('/')).text)

    assert.notInclude(mine, 'low_stock')
    assert.include(mine, 'slow_movers')
    assert.isBelow(mine.indexOf('periods'), mine.indexOf('figures'))
    assert.deepEqual(shown((await other.get('/')).text), before)
    await visitor.post('/dashboard/layout', { change: 'reset' })
    assert.deepEqual(shown((await visitor.get('/')).text), before)
  })

  test('only an administrator makes theirs the common one', async ({ assert }) => {
    const { visitor: staff } = await signedIn('staff')
    const { visitor } = await signedIn()
    await staff.get('/?arrange=1')
    await visitor.get('/?arrange=1')

    const refused = await staff.post('/dashboard/layout', { change: 'publish' })
    await visitor.post('/dashboard/layout', { change: 'hide figures' })
    await visitor.post('/dashboard/layout', { change: 'publish' })

    assert.equal(refused.status, 403)
    assert.notInclude(shown((await staff.get('/')).text), 'figures')
    assert.isFalse((await readLayout(EVERYBODY + 1_000_000)).isOwn)
  })

  test('refuses what is no change, and takes any order', async ({ assert }) => {
    const { visitor } = await signedIn('viewer')
    await visitor.get('/?arrange=1')

    for (const change of ['', 'up', 'explode figures', '__proto__ figures']) {
      const { status } = await visitor.post('/dashboard/layout', { change })
      assert.oneOf(status, [302, 400], change)
    }
    await visitor.post('/dashboard/layout', { change: 'order', order: 'nothing,,transactions' })

    assert.equal(shown((await visitor.get('/')).text)[0], 'transactions')
  })

  test('an unreadable layout counts as none', async ({ assert }) => {
    const { visitor, user } = await signedIn('viewer')
    await db
      .table('dashboard_layouts')
      .insert({ user_id: user.id, cards: '{"no', updated_at: '2026-01-01 00:00:00.000' })

    assert.include(shown((await visitor.get('/')).text), 'figures')
  })
})

test.group('Moving cards', () => {
  const keys = (layout: { key: string }[]) => layout.map(({ key }) => key)

  test('goes past the next card that is shown', ({ assert }) => {
    const layout = moveCard(standardLayout(), 'figures', 'hide')

    const moved = moveCard(layout, 'periods', 'up')

    assert.deepEqual(keys(moved).slice(0, 2), ['periods', 'first_steps'])
    assert.deepEqual(keys(moveCard(moved, 'periods', 'up')), keys(moved))
  })

  test('a card of columns stays as wide as it is', ({ assert }) => {
    const layout = moveCard(standardLayout(), 'figures', 'half')

    assert.equal(layout.find(({ key }) => key === 'figures')?.size, 'full')
  })

  test('keeps what an order does not name behind the rest', ({ assert }) => {
    const ordered = orderCards(standardLayout(), ['hours', 'periods'])

    assert.deepEqual(keys(ordered).slice(0, 3), ['hours', 'periods', 'first_steps'])
  })
})
