import { test } from '@japa/runner'
import { HdfsFault } from '#insights/hdfs/hdfs_fault'
import { hasHadoop, hdfsOf, readFile } from '#tests/helpers/hadoop'

const FOLDER = '/stock_analysis/tests'

async function* content(...pieces: string[]) {
  yield* pieces
}

if (hasHadoop()) {
  test.group('HDFS', (group) => {
    const hdfs = hdfsOf()
    // One database is enough to prove what HDFS does.
    group.tap((one) => one.tags(['@sqlite']))
    group.each.teardown(() => hdfs.remove(FOLDER))

    test('keeps what is written, under names of any script', async ({ assert }) => {
      const path = `${FOLDER}/день 1 #?%+&/名.csv`
      await hdfs.write(path, content('Привет, ', 'мир'))

      assert.equal(await readFile(hdfs, path), 'Привет, мир')
      assert.deepEqual(await hdfs.list(`${FOLDER}/день 1 #?%+&`), ['名.csv'])
      assert.equal((await hdfs.stat(path)).length, Buffer.byteLength('Привет, мир'))
    })

    test('takes files of several blocks, and of none', async ({ assert }) => {
      const megabyte = 'x'.repeat(1_048_576)
      await hdfs.write(`${FOLDER}/long`, content(megabyte, megabyte, 'end'))
      await hdfs.write(`${FOLDER}/empty`, content())

      assert.equal(await readFile(hdfs, `${FOLDER}/long`), `${megabyte}${megabyte}end`)
      assert.equal(await readFile(hdfs, `${FOLDER}/empty`), '')
    })

    test('puts a file in the place of another at once', async ({ assert }) => {
      await hdfs.write(`${FOLDER}/old`, content('old'))
      await hdfs.write(`${FOLDER}/new`, content('newer'))
      const before = await hdfs.stat(`${FOLDER}/old`)

      await hdfs.replace(`${FOLDER}/new`, `${FOLDER}/old`, 5)

      assert.equal(await readFile(hdfs, `${FOLDER}/old`), 'newer')
      assert.notEqual((await hdfs.stat(`${FOLDER}/old`)).id, before.id)
      assert.isNull(await hdfs.find(`${FOLDER}/new`))
    })

    test('never puts half a file in the place of a whole one', async ({ assert }) => {
      await hdfs.write(`${FOLDER}/old`, content('old'))
      await hdfs.write(`${FOLDER}/half`, content('ha'))

      await assert.rejects(() => hdfs.replace(`${FOLDER}/half`, `${FOLDER}/old`, 4), HdfsFault)

      assert.equal(await readFile(hdfs, `${FOLDER}/old`), 'old')
    })

    test('says what is missing and what is not allowed', async ({ assert }) => {
      const faultOf = (work: Promise<unknown>) =>
        work.then(
          () => null,
          (error) => error.kind
        )

      assert.equal(await faultOf(hdfs.stat(`${FOLDER}/none`)), 'missing')
      assert.equal(await faultOf(readFile(hdfs, `${FOLDER}/none`)), 'missing')
      assert.equal(await faultOf(hdfs.makeFolder('/not_ours')), 'denied')
      assert.equal(await faultOf(hdfs.write('/not_ours', content('x'))), 'denied')
      assert.deepEqual(await hdfs.list(`${FOLDER}/none`), [])
      await hdfs.remove(`${FOLDER}/none`)
    })
  })
}
