import { test } from '@japa/runner'
import { createUser } from '#accounts/actions/create_user'
import { SYSTEM } from '#accounts/audit'
import { loadActor } from '#accounts/queries/load_actor'
import { ownName } from '#tests/helpers/catalog'
import { Crawler } from '#tests/helpers/crawler'
import { makeSampleData } from '#tests/helpers/sample_data'
import { makeUser, PASSWORD, Visitor, type StandardGroup } from '#tests/helpers/visitor'

/** What no link leads to: pages of programs, and what a page asks for by script only. */
const STARTS = ['/', '/find?q=a', '/manifest.webmanifest']

async function crawlAs(user: { id: number; username: string }): Promise<Crawler> {
  const visitor = new Visitor()
  await visitor.signIn(user.username, PASSWORD)
  const crawler = new Crawler(visitor.cookies, await loadActor(user.id))
  await crawler.crawl(STARTS)
  return crawler
}

function told({ faults }: Crawler): string[] {
  return faults.map(({ from, address, status }) => `${status}: ${address} on ${from}`)
}

test.group('Every link', (group) => {
  group.each.timeout(120_000)
  group.setup(async () => {
    await makeSampleData()
  })

  // Whoever sees most meets every query on the other database too; what others see does not depend on it.
  const groups: StandardGroup[] =
    process.env.DB_CONNECTION === 'mysql'
      ? ['administrator']
      : ['administrator', 'manager', 'staff', 'viewer']
  test('leads somewhere for a user of the group {$self}')
    .with(groups)
    .run(async ({ assert }, name) => {
      const crawler = await crawlAs(await makeUser(name))
      assert.deepEqual(told(crawler), [])
      assert.isAbove(crawler.reached.size, 20)
    })

  test('leads somewhere for a user without any right', async ({ assert }) => {
    const username = ownName('nobody').replaceAll(' ', '-')
    const id = await createUser({ username, password: PASSWORD }, SYSTEM)
    const crawler = await crawlAs({ id, username })
    assert.deepEqual(told(crawler), [])
    assert.includeMembers([...crawler.reached], ['/', '/account'])
    assert.notInclude([...crawler.reached], '/items')
  })

  test('leads somewhere for a visitor who is not signed in', async ({ assert }) => {
    const crawler = new Crawler('', null)
    await crawler.crawl()
    assert.deepEqual(told(crawler), [])
    assert.sameMembers([...crawler.reached], ['/', '/sign-in'])
  })
})
