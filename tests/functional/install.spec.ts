import { test } from '@japa/runner'
import { makeUser, Visitor } from '#tests/helpers/visitor'

const BASE = `http://${process.env.HOST}:${process.env.PORT}`
const PNG = '89504e470d0a1a0a'

interface Icon {
  src: string
  sizes: string
  type: string
  purpose?: string
}

/** Width and height as the file itself says. */
function sizeOf(png: Buffer): string {
  return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`
}

test.group('Installing the app', (group) => {
  // Before there is a user, sign-in leads to the set-up.
  group.setup(async () => {
    await makeUser()
  })

  test('every page names the manifest, whose icons are what it says they are', async ({
    assert,
  }) => {
    const page = await new Visitor().get('/sign-in')
    const [, path] = /<link rel="manifest" href="([^"]+)"/.exec(page.text) ?? []
    const answer = await fetch(BASE + path)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/manifest\+json/)
    const manifest = (await answer.json()) as { start_url: string; icons: Icon[] }
    assert.equal(manifest.start_url, '/')
    const drawn = manifest.icons.filter(({ type }) => type === 'image/png')
    assert.includeMembers(
      drawn.map(({ sizes, purpose }) => `${sizes} ${purpose ?? 'any'}`),
      ['192x192 any', '512x512 any', '512x512 maskable']
    )
    for (const { src, sizes, type } of drawn) {
      const icon = await fetch(BASE + src)
      assert.equal(icon.headers.get('content-type'), type)
      const png = Buffer.from(await icon.arrayBuffer())
      assert.equal(png.subarray(0, 8).toString('hex'), PNG)
      assert.equal(sizeOf(png), sizes)
    }
  })

  test('the frame around the page has the colour of the chosen theme', async ({ assert }) => {
    const mediaOf = (text: string, theme: string) =>
      new RegExp(`data-theme-color="${theme}" media="([^"]+)"`).exec(text)?.[1]
    const visitor = new Visitor()
    const page = await visitor.get('/sign-in')
    assert.equal(mediaOf(page.text, 'dark'), '(prefers-color-scheme: dark)')
    await visitor.post('/theme', { theme: 'dark' }, { from: '/sign-in' })
    const dark = await visitor.get('/sign-in')
    assert.equal(mediaOf(dark.text, 'dark'), 'all')
    assert.equal(mediaOf(dark.text, 'light'), 'not all')
  })
})
