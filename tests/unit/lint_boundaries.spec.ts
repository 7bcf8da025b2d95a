import { test } from '@japa/runner'
import { ESLint } from 'eslint'

const RULES = new Set(['no-restricted-imports', 'no-restricted-syntax'])

/** How often the boundary rules object to `code`, were it the file `filePath`. */
async function objections(filePath: string, code: string): Promise<number> {
  const [{ messages }] = await new ESLint().lintText(`${code}\n`, { filePath })
  return messages.filter(({ ruleId }) => ruleId && RULES.has(ruleId)).length
}

const BAD: [string, string][] = [
  ['app/stock/queries/x.ts', `import { x } from '#orders/queries/x'`],
  ['app/stock/queries/x.ts', `import type { X } from '#insights/queries/x'`],
  ['app/stock/queries/x.ts', `export const x = () => import('#orders/queries/x')`],
  ['app/stock/queries/x.ts', `export type X = import('#orders/queries/x').X`],
  ['app/core/x.ts', `import { x } from '#events/outbox'`],
  ['app/orders/actions/x.ts', `import { x } from '#stock/validators/x'`],
  ['app/orders/actions/x.ts', `import X from '#stock/controllers/x_controller'`],
  ['app/orders/actions/x.ts', `export const x = () => import('#stock/routes')`],
  ['app/catalog/actions/x.ts', `import { x } from '../queries/x.js'`],
  ['app/catalog/actions/x.ts', `export { x } from '../../stock/x.js'`],
  ['app/catalog/actions/x.ts', `import { x } from '#start/routes'`],
  ['app/jobs/x.ts', 'export const x = (name: string) => import(name)'],
  ['commands/x.ts', `import { x } from '../app/core/x.js'`],
]

const GOOD: [string, string][] = [
  ['app/orders/actions/x.ts', `import { x } from '#stock/actions/x'`],
  ['app/orders/actions/x.ts', `import { x } from '#core/sql'`],
  ['app/orders/routes.ts', `export const X = () => import('#orders/controllers/x_controller')`],
  ['app/stock/controllers/x_controller.ts', `import { x } from '#stock/validators/x'`],
  ['app/stock/routes.ts', `import { middleware } from '#start/kernel'`],
  ['app/insights/queries/x.ts', `import { x } from '#orders/queries/x'`],
  ['start/kernel.ts', `export const x = () => import('#accounts/middleware/x')`],
  ['commands/x.ts', `import { x } from '#insights/queries/x'`],
]

test.group('Module boundaries', () => {
  test('refuse {1} in {0}')
    .with(BAD)
    .run(async ({ assert }, [filePath, code]) => {
      assert.equal(await objections(filePath, code), 1)
    })

  test('allow {1} in {0}')
    .with(GOOD)
    .run(async ({ assert }, [filePath, code]) => {
      assert.equal(await objections(filePath, code), 0)
    })
})
