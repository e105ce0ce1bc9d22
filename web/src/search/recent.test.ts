import assert from 'node:assert/strict'
import test from 'node:test'
import { addRecent, dropAllRecent, dropRecent, readRecent } from './recent.ts'

function device(first?: string) {
  const kept = new Map<string, string>(first === undefined ? [] : [['panggung.searches', first]])
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
}

test('the newest comes first, the same once, and no more than eight', () => {
  const store = device()
  for (const text of ['makan', ' senja ', 'MAKAN', '', '   ']) addRecent(store, text)
  assert.deepEqual(readRecent(store), ['MAKAN', 'senja'])
  for (let n = 0; n < 12; n++) addRecent(store, `kata ${n}`)
  assert.equal(readRecent(store).length, 8)
  assert.equal(readRecent(store)[0], 'kata 11')
})

test('one is removed, or all, and then nothing is left on the device', () => {
  const store = device()
  addRecent(store, 'makan')
  addRecent(store, 'senja')
  assert.deepEqual(dropRecent(store, 'makan'), ['senja'])
  assert.deepEqual(dropAllRecent(store), [])
  assert.equal(store.kept.size, 0)
})

test('what is kept may be anything, and a device that keeps nothing is no fault', () => {
  for (const kept of ['', '{', 'null', '{"a":1}', '[1,null,"senja"]'])
    assert.ok(readRecent(device(kept)).every((one) => one === 'senja'))
  const full = {
    ...device(),
    setItem: () => {
      throw new Error('full')
    },
  }
  assert.deepEqual(addRecent(full, 'senja'), ['senja'])
})
