import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { storeFolder } from '#config/drive'
import { diskFault } from '#files/stores/disk_faults'
import { StoreFault } from '#files/stores/faults'
import { openStore } from '#files/stores/open_store'
import type { Store } from '#files/stores/store'
import { testStore } from '#tests/helpers/store_contract'

test.group('A store on the disk', (group) => {
  let store: Store

  group.setup(async () => {
    store = await openStore('media', 'local')
  })
  group.teardown(() => store.removeFolder('contract'))

  testStore(() => store)

  test('gives no address of its own: what it keeps goes through the app', async ({ assert }) => {
    const part = { uploadId: 'any', number: 1 }
    assert.isNull(await store.presignGet('a.txt', { seconds: 60 }))
    assert.isNull(await store.presignPart('a.txt', part, 60))
  })

  test('clears what a killed process was writing', async ({ assert }) => {
    const scratch = join(storeFolder('media'), '.incoming')
    await mkdir(scratch, { recursive: true })
    await writeFile(join(scratch, 'left'), 'half a file')
    assert.equal(await store.removeUnfinished(new Date(Date.now() - 60_000)), 0)
    assert.isAtLeast(await store.removeUnfinished(new Date(Date.now() + 60_000)), 1)
  })

  test('says plainly what is wrong with the disk: {0}')
    .with([
      ['ENOSPC', 'full', 507],
      ['EDQUOT', 'full', 507],
      ['EACCES', 'denied', 503],
      ['EROFS', 'denied', 503],
      ['EIO', 'unreachable', 503],
    ] as const)
    .run(({ assert }, [code, kind, status]) => {
      const fault = diskFault(Object.assign(new Error('/secret/path'), { code }), 'media')
      assert.instanceOf(fault, StoreFault)
      assert.containsSubset(fault, { kind, status })
      assert.notInclude(JSON.stringify(fault), '/secret/path')
    })
})
