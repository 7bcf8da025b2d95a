import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { PROGRAMS } from '#tests/helpers/programs'

test.group('A command on a database without tables', (group) => {
  group.tap((one) => one.tags(['@sqlite']))
  for (const command of [['stock:verify'], ['projections:verify'], ['import:sales', 'sales.csv']]) {
    test(`says how to make them: ${command[0]}`, ({ assert }) => {
      const folder = mkdtempSync(join(tmpdir(), 'bincard-bare-'))
      const { status, stderr, stdout } = spawnSync(process.execPath, ['ace.js', ...command], {
        cwd: PROGRAMS,
        env: { ...process.env, NODE_ENV: 'production', DATA_DIR: folder },
        encoding: 'utf8',
      })
      rmSync(folder, { recursive: true })

      assert.equal(status, 1)
      assert.match(
        stdout + stderr,
        /The database lacks \d+ of \d+ migrations\. Run: node ace migration:run/
      )
      assert.notMatch(stdout + stderr, /\n\s+at /)
    })
  }
})
