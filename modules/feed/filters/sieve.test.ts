import assert from 'node:assert/strict'
import { test } from 'node:test'
import { present } from '../../../platform/errors.ts'
import { noWishes, type Wishes } from '../../tastes/index.ts'
import { type Clip, createCatalogue } from '../catalogue.ts'
import { aClip } from '../testing.ts'
import { sieveOf } from './sieve.ts'

function isLet(clip: Partial<Clip>, wishes: Partial<Wishes>): boolean {
  const catalogue = createCatalogue()
  catalogue.put(aClip(1, clip))
  const entry = present(catalogue.fresh[0], 'it was put')
  return sieveOf({ ...noWishes, ...wishes }).lets(entry)
}

test('a muted word is met in caption and tags, in any spelling, and only whole', () => {
  const words = ['ayam']
  assert.equal(isLet({ caption: 'Resep AYAM bakar' }, { words }), false)
  assert.equal(isLet({ caption: 'resep áyam.' }, { words }), false)
  assert.equal(isLet({ caption: 'resep', tags: ['Ayam'] }, { words }), false)
  assert.equal(isLet({ caption: 'resep ayamku' }, { words }), true)
})

test('a muted phrase is met in one text, in order', () => {
  const words = ['nasi goreng']
  assert.equal(isLet({ caption: 'Nasi-Goreng pagi' }, { words }), false)
  assert.equal(isLet({ caption: 'goreng nasi' }, { words }), true)
  assert.equal(isLet({ caption: 'makan nasi', tags: ['goreng'] }, { words }), true)
})

test('a muted word of a script without spaces is met inside', () => {
  assert.equal(isLet({ caption: '今日は東京で' }, { words: ['東京'] }), false)
})

test('whoever is apart from the viewer stays out, also of what is wished for', () => {
  const apart = new Set([aClip(1).owner.id])
  assert.equal(isLet({ tags: ['kopi'] }, { apart, more: new Set(['kopi']) }), false)
  assert.equal(isLet({ owner: aClip(2).owner }, { apart }), true)
})

test('what is 18+ comes to whoever said that they are that old, and to nobody else', () => {
  const clip = { isAgeRestricted: true } as const
  assert.equal(isLet(clip, {}), false)
  assert.equal(isLet(clip, { more: new Set(['kopi']) }), false)
  assert.equal(isLet(clip, { isAdult: true }), true)
  assert.equal(isLet(clip, { isAdult: true, creators: new Set([aClip(1).owner.id]) }), false)
})

test('whoever holds nothing back is told apart from who does', () => {
  assert.ok(sieveOf(noWishes).isOpen && sieveOf({ ...noWishes, isAdult: true }).isOpen)
  const some: readonly Partial<Wishes>[] = [
    { words: ['ayam'] },
    { apart: new Set(['a']) },
    { tags: new Set(['teh']) },
    { videos: new Set(['v']) },
    { sounds: new Set(['s']) },
    { creators: new Set(['c']) },
  ]
  for (const wishes of some) assert.ok(!sieveOf({ ...noWishes, ...wishes }).isOpen)
})

test('creators, sounds, tags and clips that are not wanted stay out', () => {
  const sound = { id: aClip(7).id }
  const clip = { tags: ['Café'], sound }
  assert.equal(isLet(clip, {}), true)
  assert.equal(isLet(clip, { creators: new Set([aClip(1).owner.id]) }), false)
  assert.equal(isLet(clip, { sounds: new Set([sound.id]) }), false)
  assert.equal(isLet(clip, { tags: new Set(['cafe']) }), false)
  assert.equal(isLet(clip, { videos: new Set([aClip(1).id]) }), false)
  assert.equal(isLet(clip, { tags: new Set(['teh']), sounds: new Set([aClip(8).id]) }), true)
})
