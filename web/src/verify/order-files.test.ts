import assert from 'node:assert/strict'
import test from 'node:test'
import { orderFiles } from './order-files.ts'

const period = (sequence: string) => ({ text: JSON.stringify({ body: { sequence } }) })
const statement = (sequence: string) => ({
  text: JSON.stringify({ body: { document: { body: { sequence } } } }),
})

test('the newest of several files is checked, by number and not by text', () => {
  const [old, fresh] = [period('9'), statement('10')]
  assert.deepEqual(orderFiles([old, fresh]), { checked: fresh, previous: [old] })
})

test('a file that cannot be read is still checked when it is alone, so that its fault is told', () => {
  const broken = { text: '{' }
  assert.deepEqual(orderFiles([broken]), { checked: broken, previous: [] })
  assert.deepEqual(orderFiles([]), { checked: undefined, previous: [] })
})
