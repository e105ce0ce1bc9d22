import assert from 'node:assert/strict'
import test from 'node:test'
import { keptId, letGo } from './kept-id.ts'

function shelf(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}
const counting = (): (() => string) => {
  let last = 0
  return () => `id-${++last}`
}

test('asking again with the same terms is the same thing', () => {
  const on = shelf()
  const make = counting()
  assert.equal(keptId('gift', { item: 'rose', count: 1 }, on, make), 'id-1')
  assert.equal(keptId('gift', { item: 'rose', count: 1 }, on, make), 'id-1')
})

test('other terms, another name, or an answer make it another', () => {
  const on = shelf()
  const make = counting()
  assert.equal(keptId('gift', { item: 'rose' }, on, make), 'id-1')
  assert.equal(keptId('gift', { item: 'star' }, on, make), 'id-2')
  assert.equal(keptId('coins', { item: 'star' }, on, make), 'id-3')
  letGo('gift', on)
  assert.equal(keptId('gift', { item: 'star' }, on, make), 'id-4')
})

test('what can not be read is forgotten', () => {
  const on = shelf()
  for (const broken of ['{', 'null', '"x"', '{"id":1,"terms":"{}"}']) {
    on.setItem('panggung_once_gift', broken)
    assert.equal(
      keptId('gift', {}, on, () => 'fresh'),
      'fresh',
    )
  }
})
