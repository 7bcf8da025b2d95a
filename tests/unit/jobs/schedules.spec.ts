import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { companyTimeZone } from '#core/time'
import { isDue } from '#jobs/schedules'

function at(text: string) {
  return DateTime.fromISO(text, { zone: companyTimeZone() }).toUTC()
}

const NIGHTLY = { dailyAt: '03:20' } as const

test.group('Schedules', () => {
  test('a job every hour is due at once, and an hour after its last run')
    .with([
      { last: null, due: true },
      { last: '2026-05-01T11:30', due: false },
      { last: '2026-05-01T11:00', due: true },
      { last: '2026-05-01T09:00', due: true },
    ])
    .run(({ assert }, { last, due }) => {
      const moments = {
        last: last ? at(last) : null,
        startedAt: at('2026-05-01T08:00'),
        now: at('2026-05-01T12:00'),
      }

      assert.equal(isDue({ everyMinutes: 60 }, moments), due)
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
})
