import { test } from '@japa/runner'
import { signedIn } from '#tests/helpers/visitor'

const MESSAGE = 'Your profile is saved.'

function sessionCookies(headers: Headers): string[] {
  return headers.getSetCookie().filter((line) => /^bincard-session=|^[0-9a-f-]{36}=/.test(line))
}

test.group('The message that a form leaves for the next page', () => {
  test('is not lost to a part of the page before that is fetched meanwhile', async ({ assert }) => {
    const { user, visitor } = await signedIn('administrator')
    const before = visitor.cookies
    const late = await visitor.getPart('/items')
    await visitor.get('/account')
    const saved = await visitor.post('/account', { email: `${user.username}@example.com` })
    const between = await visitor.getPart('/items')
    const page = await visitor.get(String(saved.location))
    const again = await visitor.get(String(saved.location))

    assert.include(before, 'bincard-session=')
    assert.equal(late.status, 200)
    assert.deepEqual(sessionCookies(late.headers), [], 'it may be answered after the form is')
    assert.deepEqual(sessionCookies(between.headers), [])
    assert.include(page.text, MESSAGE)
    assert.notInclude(again.text, MESSAGE)
  })
})
