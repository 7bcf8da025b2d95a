import { test } from '@japa/runner'
import { InvalidInput } from '#core/exceptions'
import { chooseRange, countDays, listDays, splitByMonth } from '#insights/day_range'

function problemsOf(query: Record<string, unknown>): string[] {
  try {
    chooseRange(query, '2026-03-31')
    return []
  } catch (error) {
    return error instanceof InvalidInput ? Object.keys(error.fields) : ['?']
  }
}

test.group('Ranges of days', () => {
  test('{preset} on {today} and what it is compared with')
    .with([
      {
        preset: 'this_week',
        today: '2026-03-04',
        range: ['2026-03-02', '2026-03-04'],
        before: ['2026-02-23', '2026-02-25'],
      },
      {
        preset: 'this_month',
        today: '2026-03-31',
        range: ['2026-03-01', '2026-03-31'],
        before: ['2026-02-01', '2026-02-28'],
      },
      {
        preset: 'this_month',
        today: '2026-01-01',
        range: ['2026-01-01', '2026-01-01'],
        before: ['2025-12-01', '2025-12-01'],
      },
      {
        preset: 'last_month',
        today: '2026-03-15',
        range: ['2026-02-01', '2026-02-28'],
        before: ['2026-01-01', '2026-01-31'],
      },
      {
        preset: 'year',
        today: '2024-02-29',
        range: ['2024-01-01', '2024-02-29'],
        before: ['2023-01-01', '2023-02-28'],
      },
      {
        preset: 'last_12_months',
        today: '2026-03-15',
        range: ['2025-03-16', '2026-03-15'],
        before: ['2024-03-16', '2025-03-15'],
      },
    ])
    .run(({ assert }, { preset, today, range, before }) => {
      const chosen = chooseRange({ range: preset }, today)

      assert.deepEqual([chosen.from, chosen.to], [...range])
      assert.deepEqual([chosen.previous.from, chosen.previous.to], [...before])
    })

  test('any two days compare with as many days before them', ({ assert }) => {
    const chosen = chooseRange({ from: '2026-03-10', to: '2026-03-12' }, '2026-03-31')

    assert.deepEqual(chosen.previous, { from: '2026-03-07', to: '2026-03-09' })
    assert.equal(countDays(chosen), 3)
  })

  test('what cannot be a range is refused by the field that is wrong')
    .with([
      { query: { from: '2026-02-30', to: '2026-03-01' }, fields: ['from'] },
      { query: { from: 'x', to: '1' }, fields: ['from', 'to'] },
      { query: { from: '2026-03-01' }, fields: ['to'] },
      { query: { to: '2026-03-01' }, fields: ['from'] },
      { query: { from: ['2026-03-01'], to: { a: '1' } }, fields: ['from', 'to'] },
      { query: { from: '2026-03-02', to: '2026-03-01' }, fields: ['to'] },
      { query: { from: '2000-01-01', to: '2026-03-01' }, fields: ['to'] },
      { query: { range: 'fortnight' }, fields: ['range'] },
      { query: { range: 'toString' }, fields: ['range'] },
      { query: { range: ['year'] }, fields: ['range'] },
    ])
    .run(({ assert }, { query, fields }) => {
      assert.deepEqual(problemsOf(query), fields)
    })

  test('is split into whole months and the days left over')
    .with([
      { from: '2026-01-01', to: '2026-03-31', months: 3, edges: [] },
      {
        from: '2026-01-15',
        to: '2026-03-20',
        months: 1,
        edges: ['2026-01-15..2026-01-31', '2026-03-01..2026-03-20'],
      },
      { from: '2026-01-15', to: '2026-02-20', months: 0, edges: ['2026-01-15..2026-02-20'] },
      { from: '2026-02-01', to: '2026-02-28', months: 1, edges: [] },
      { from: '2026-01-31', to: '2026-02-28', months: 1, edges: ['2026-01-31..2026-01-31'] },
      { from: '2026-02-03', to: '2026-02-04', months: 0, edges: ['2026-02-03..2026-02-04'] },
    ])
    .run(({ assert }, { from, to, months, edges }) => {
      const split = splitByMonth({ from, to })

      assert.lengthOf(split.months, months)
      assert.deepEqual(
        split.edges.map((edge) => `${edge.from}..${edge.to}`),
        edges
      )
      const covered = split.edges.reduce((sum, edge) => sum + countDays(edge), 0)
      const ofMonths = split.months.reduce(
        (sum, month) => sum + listDays({ from, to }).filter((day) => day.startsWith(month)).length,
        0
      )
      assert.equal(covered + ofMonths, countDays({ from, to }))
    })
})
