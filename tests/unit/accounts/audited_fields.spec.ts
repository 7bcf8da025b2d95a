import { test } from '@japa/runner'
import { describeChanges } from '#accounts/audited_fields'

test.group('Changes of the audit log in words', () => {
  test('tells of a creation what was given: the name first, prices and quantities as people write them', ({
    assert,
  }) => {
    const made = { minimum_stock: '2400000', name: 'Lantern', notes: '', testable: false }
    assert.equal(
      describeChanges('create', { ...made, component: true, purchase_price: '1414400' }),
      'Name: Lantern · Minimum stock: 24 · Purchase price: 1.4144'
    )
  })

  test('tells of a change from what to what', ({ assert }) => {
    const changes = {
      sale_price: ['5000000', '6500000'],
      is_active: [1, 0],
      supplier_id: [null, 3],
    }
    assert.equal(
      describeChanges('change', changes),
      'Sale price: 5.00 → 6.50 · Active: yes → no · Supplier: – → #3'
    )
    assert.equal(
      describeChanges('change', { currency: { from: 'GBP', to: 'EUR' } }),
      'Currency: GBP → EUR'
    )
  })

  test('keeps the name of a field that it does not know', ({ assert }) => {
    assert.equal(describeChanges('run', { some_thing: 'x' }), 'some thing: x')
    assert.equal(
      describeChanges('create', { rules: { part: ['view', 'add'], sales_order: ['view'] } }),
      'rules: part (view, add), sales order (view)'
    )
  })
})
