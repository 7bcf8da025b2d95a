import { test } from '@japa/runner'
import { publishedFolder } from '#core/assets'

test.group('The folder of published scripts', () => {
  test('is that of Brotli for who takes it, else that of gzip: {0}')
    .with([
      ['gzip, deflate, br, zstd', 'assets/br/'],
      ['br', 'assets/br/'],
      ['br;q=0.5, gzip', 'assets/br/'],
      ['br;q=0, gzip', 'assets/'],
      ['br; q=0.0', 'assets/'],
      ['gzip, deflate', 'assets/'],
      ['brx', 'assets/'],
      ['', 'assets/'],
    ] as const)
    .run(({ assert }, [accepted, folder]) => {
      assert.equal(publishedFolder(accepted), folder)
    })
})
