import { test } from '@japa/runner'
import edge from 'edge.js'
import { htmlAttributes } from '#core/html_attributes'

test.group('HTML attributes', () => {
  test('cannot be left from within a value', ({ assert }) => {
    const text = htmlAttributes({ value: `"><script>'&` })
    assert.equal(text, 'value="&quot;&gt;&lt;script&gt;&#39;&amp;"')
  })

  test('leave out what is not given and keep zero', ({ assert }) => {
    const values = { id: undefined, name: null, disabled: false, required: true, value: 0 }
    assert.equal(htmlAttributes(values), 'required value="0"')
  })

  test("stand in for Edge's own in every template", async ({ assert }) => {
    const text = await edge.renderRaw('<i {{ html.attrs({ value }) }}>', { value: '"><b>' })
    assert.equal(text, '<i value="&quot;&gt;&lt;b&gt;">')
  })
})
