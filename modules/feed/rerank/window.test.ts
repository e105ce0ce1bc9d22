import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createNumbering, type Traits } from '../traits.ts'
import { breaks, openWindow } from './window.ts'

const numbering = createNumbering()
const traits = (owner: string, sound?: string, ...tags: string[]): Traits =>
  numbering.of({ owner: { id: owner }, tags, ...(sound ? { sound: { id: sound } } : {}) })
const before = (...slots: Traits[]) => slots.map((one) => ({ traits: one }))
const others = (count: number, from = 0): Traits[] =>
  Array.from({ length: count }, (_, n) => traits(`other ${from + n}`))

function breakAfter(slots: readonly Traits[], next: Traits): number {
  const window = openWindow(numbering, before(...slots))
  const found = window.breakOf(next)
  window.close()
  return found
}

test('the same creator waits a slot, and a third time until twenty have passed', () => {
  const sari = traits('sari')
  assert.equal(breakAfter([sari], sari), breaks.ownerRow)
  assert.equal(breakAfter([sari, ...others(1)], sari), breaks.none)
  assert.equal(breakAfter([sari, ...others(1), sari, ...others(16, 9)], sari), breaks.ownerCount)
  assert.equal(breakAfter([sari, ...others(1), sari, ...others(17, 9)], sari), breaks.none)
})

test('so does a sound; a clip with its own sound alone is like no other', () => {
  const [a, b, c] = [traits('a', 'lagu'), traits('b', 'lagu'), traits('c', 'lagu')]
  assert.equal(breakAfter([a], b), breaks.soundRow)
  assert.equal(breakAfter([a, ...others(1), b, ...others(16, 9)], c), breaks.soundCount)
  assert.equal(breakAfter([a, ...others(1), b, ...others(17, 9)], c), breaks.none)
  assert.equal(breakAfter([traits('a')], traits('b')), breaks.none)
})

test('a tag comes four times in ten, however it is written', () => {
  const four = [0, 1, 2, 3].map((n) => traits(`p${n}`, undefined, 'Kopi'))
  const fifth = traits('q', undefined, 'kopi', 'pagi')
  assert.equal(breakAfter([...four, ...others(5)], fifth), breaks.tags)
  assert.equal(breakAfter([...four, ...others(6)], fifth), breaks.none)
})

test('a window leaves nothing behind, whatever was in it', () => {
  const anyTraits = fc
    .tuple(fc.nat(5), fc.nat(3), fc.uniqueArray(fc.nat(4), { maxLength: 3 }))
    .map(([owner, sound, tags]) =>
      traits(`o${owner}`, sound === 0 ? undefined : `s${sound}`, ...tags.map((tag) => `t${tag}`)),
    )
  fc.assert(
    fc.property(
      fc.array(anyTraits, { maxLength: 60 }),
      fc.array(anyTraits, { maxLength: 40 }),
      (slots, more) => {
        const window = openWindow(numbering, before(...slots))
        for (const one of more) window.push(one)
        window.close()
        const empty = openWindow(numbering, [])
        for (const one of [...slots, ...more]) assert.equal(empty.breakOf(one), breaks.none)
        empty.close()
      },
    ),
  )
})
