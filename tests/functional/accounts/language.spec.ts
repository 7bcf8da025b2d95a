import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { makeUser, signedIn, Visitor } from '#tests/helpers/visitor'

async function localeOf(userId: number): Promise<string | null> {
  const user = await db.from('users').where('id', userId).first()
  return user.locale
}

test.group('The language of pages', () => {
  test('is kept for the browser and for the user', async ({ assert }) => {
    const { user, visitor } = await signedIn('viewer')
    const answer = await visitor.post('/language', { language: 'kk' }, { from: '/account' })
    assert.equal(answer.status, 302)
    assert.match(answer.location ?? '', /\/account$/)
    assert.include(visitor.cookie('bincard-locale') ?? '', 'kk')
    assert.equal(await localeOf(user.id), 'kk')
    assert.include((await visitor.get('/account')).text, '<html lang="kk" data-locale="kk"')
  })

  test('stays as it is for a language that there is not', async ({ assert }) => {
    const { user, visitor } = await signedIn('viewer')
    for (const language of ['', 'tlh', '__proto__', 'en-US']) {
      const answer = await visitor.post('/language', { language }, { from: '/account' })
      assert.equal(answer.status, 302)
    }
    assert.isUndefined(visitor.cookie('bincard-locale'))
    assert.isNull(await localeOf(user.id))
  })

  test('is not changed by a form of another site', async ({ assert }) => {
    const { user, visitor } = await signedIn('viewer')
    const answer = await visitor.post('/language', { language: 'fr' }, { csrf: false })
    assert.equal(answer.status, 403)
    assert.isNull(await localeOf(user.id))
  })

  test('of the user comes back at sign-in; one chosen just before takes its place', async ({
    assert,
  }) => {
    const user = await makeUser('viewer')
    await db.from('users').where('id', user.id).update({ locale: 'ru' })
    const first = new Visitor()
    await first.signIn(user.username)
    assert.include((await first.get('/account')).text, '<html lang="ru"')

    const second = new Visitor()
    await second.get('/sign-in')
    await second.post('/language', { language: 'rw' }, { from: '/sign-in' })
    assert.include((await second.get('/sign-in')).text, '<html lang="rw"')
    assert.equal(await localeOf(user.id), 'ru')
    await second.signIn(user.username)
    assert.equal(await localeOf(user.id), 'rw')
    assert.include((await second.get('/account')).text, '<html lang="rw"')
  })
})
