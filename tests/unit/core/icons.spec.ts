import { globSync, readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { iconSvg } from '#core/icons'

const USED = /iconSvg\('([a-z0-9-]+)'/g

test.group('Icons of pages', () => {
  test('are one path each, and nothing of a drawing is lost', ({ assert }) => {
    const pages = globSync('resources/views/**/*.edge').map((file) => readFileSync(file, 'utf8'))
    const names = new Set(pages.flatMap((page) => [...page.matchAll(USED)].map(([, name]) => name)))

    assert.isAbove(names.size, 50)
    for (const name of names) {
      const drawn =
        /^<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="([^"]+)"\/><\/svg>$/
      const lines = drawn.exec(iconSvg(name))?.[1]
      const source = readFileSync(`node_modules/@tabler/icons/icons/outline/${name}.svg`, 'utf8')
      const drawing = [...source.matchAll(/<path d="([^"]+)"/g)].map(([, line]) => line)
      assert.equal(lines, drawing.join(''), name)
    }
  })

  test('take a class, and one that there is not is told', ({ assert }) => {
    assert.match(iconSvg('eye', 'is-large'), /^<svg class="icon is-large"/)
    assert.throws(() => iconSvg('no-such-icon'), 'There is no icon "no-such-icon"')
  })
})
