import { test } from '@japa/runner'
import { moveStore } from '#files/moving/move_files'
import { publishAssets, type PublishedAsset } from '#files/static/publish_assets'
import { openStore } from '#files/stores/open_store'
import { ownBuckets, setUp, storeWith } from '#tests/helpers/object_store'
import { contentOf, pattern } from '#tests/helpers/store_contract'

const TYPE = { contentType: 'image/webp' }

if (process.env.S3_DENIED_ACCESS_KEY_ID) {
  test.group('Moving files to an object store', () => {
    test('copies what is not there the same, goes on where it stopped, and back', async ({
      assert,
      cleanup,
    }) => {
      const settings = ownBuckets()
      await setUp(settings)
      const [disk, bucket] = [await openStore('media', 'local'), await storeWith('media', settings)]
      cleanup(() => disk.removeFolder('moving'))
      const keys = Array.from({ length: 12 }, (_, index) => `moving/${index}/a.webp`)
      for (const [index, key] of keys.entries()) await disk.put(key, pattern(1000 + index), TYPE)
      // As a run that was stopped leaves it: one is there, one is another by the same name and length.
      await bucket.put(keys[0], pattern(1000), TYPE)
      await bucket.put(keys[1], pattern(1001, 99), TYPE)

      const first = await moveStore(disk, bucket)
      assert.deepEqual(first.failed, [])
      assert.isAtLeast(first.copied, 11)
      for (const [index, key] of keys.entries()) {
        assert.isTrue((await contentOf(bucket, key)).equals(pattern(1000 + index)), key)
        assert.equal((await bucket.find(key))?.contentType, 'image/webp')
      }
      const again = await moveStore(disk, bucket)
      assert.equal(again.copied, 0)
      assert.equal(again.there, first.copied + first.there)

      await disk.removeFolder('moving')
      await moveStore(bucket, disk)
      assert.isTrue((await contentOf(disk, keys[3])).equals(pattern(1003)))
    })
  })

  test.group('Publishing scripts and styles', () => {
    test('sends them packed and for good to where everybody may read them, and only once', async ({
      assert,
    }) => {
      const settings = ownBuckets()
      await setUp(settings)
      const store = await storeWith('static', settings)
      const publish = async () => {
        const assets: PublishedAsset[] = []
        await publishAssets(store, (asset) => assets.push(asset))
        return assets
      }
      const [first, again] = [await publish(), await publish()]
      assert.isAbove(first.length, 5)
      assert.isTrue(first.every(({ state }) => state === 'sent'))
      assert.isTrue(again.every(({ state }) => state === 'there'))
      assert.lengthOf(again, first.length)

      const script = first.find(({ key }) => /^assets\/app-[\w-]+\.js$/.test(key))
      const bucket = `${settings.endpoint}/${settings.static.bucket}`
      const address = `${bucket}/${script?.key}`
      const { headers } = await fetch(address, { headers: { origin: 'https://shop.example' } })
      assert.equal(headers.get('cache-control'), 'public, max-age=31536000, immutable')
      assert.equal(headers.get('content-encoding'), 'gzip')
      assert.equal(headers.get('content-type'), 'text/javascript; charset=utf-8')
      assert.equal(headers.get('access-control-allow-origin'), '*')
      const text = await (await fetch(address)).text()
      assert.include(text, 'import')
      // The same in Brotli, in a folder of its own.
      const packed = await fetch(`${bucket}/${script?.key.replace('assets/', 'assets/br/')}`)
      assert.equal(packed.headers.get('content-encoding'), 'br')
      assert.equal(packed.headers.get('content-type'), 'text/javascript; charset=utf-8')
      assert.equal(await packed.text(), text)
    })
  })
}
