import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { InvalidInput } from '#core/exceptions'
import { companyTimeZone } from '#core/time'
import { checkCron, nextOccurrences } from '#jobs/cron'
import { isDue } from '#jobs/schedules'

function at(text: string): Date {
  return DateTime.fromISO(text, { zone: companyTimeZone() }).toJSDate()
}

const HOURLY = '0 * * * *'
const NIGHTLY = '20 3 * * *'

test.group('Schedules', () => {
  test('a job every hour is due when an hour has begun since its last run')
    .with([
      { last: null, now: '2026-05-01T11:40', due: false },
      { last: null, now: '2026-05-01T12:00', due: true },
      { last: '2026-05-01T11:30', now: '2026-05-01T11:59', due: false },
      { last: '2026-05-01T11:30', now: '2026-05-01T12:00', due: true },
      { last: '2026-05-01T09:00', now: '2026-05-01T11:59', due: true },
    ])
    .run(({ assert }, { last, now, due }) => {
      const moments = {
        last: last ? at(last) : null,
        startedAt: at('2026-05-01T11:10'),
        now: at(now),
      }

      assert.equal(isDue(HOURLY, moments), due)
    })

  test('a nightly job is due once a night, in local time')
    .with([
      { last: null, startedAt: '2026-05-01T08:00', now: '2026-05-01T12:00', due: false },
      { last: null, startedAt: '2026-05-01T08:00', now: '2026-05-02T03:19', due: false },
      { last: null, startedAt: '2026-05-01T08:00', now: '2026-05-02T03:20', due: true },
      {
        last: '2026-05-02T03:20',
        startedAt: '2026-05-01T08:00',
        now: '2026-05-02T23:00',
        due: false,
      },
      {
        last: '2026-05-02T03:21',
        startedAt: '2026-05-01T08:00',
        now: '2026-05-03T03:20',
        due: true,
      },
      {
        last: '2026-05-01T03:20',
        startedAt: '2026-05-02T09:00',
        now: '2026-05-02T09:01',
        due: true,
      },
    ])
    .run(({ assert }, { last, startedAt, now, due }) => {
      const moments = { last: last ? at(last) : null, startedAt: at(startedAt), now: at(now) }

      assert.equal(isDue(NIGHTLY, moments), due)
    })

  test('tells the next times, over the change of the clocks', ({ assert }) => {
    const next = nextOccurrences('30 12 * * 6,0', at('2026-10-24T13:00'), 2)

    assert.deepEqual(next, [at('2026-10-25T12:30'), at('2026-10-31T12:30')])
  })

  test('takes five fields only, and says what is wrong')
    .with(['', 'nonsense', '* * * *', '61 * * * *', '* * * * * *', '0 25 * * *'])
    .run(({ assert }, cron) => {
      assert.throws(() => checkCron(cron), InvalidInput)
    })

  test('takes an expression with blanks too many', ({ assert }) => {
    assert.equal(checkCron('  10  3 * * * '), '10 3 * * *')
  })
})
