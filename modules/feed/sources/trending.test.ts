import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noWishes } from '../../tastes/index.ts'
import { type Catalogue, createCatalogue } from '../catalogue.ts'
import { aClip, rescore, settingsTrying } from '../testing.ts'
import { newMemory } from '../viewers.ts'
import { region } from './region.ts'
import { type AskedOf, requestOf } from './request-of.ts'
import type { Listed, Request } from './source.ts'
import { trending } from './trending.ts'

const nowMs = Date.UTC(2026, 7, 22)

/** Thirty clips, the first of them hottest; every third speaks Indonesian, every third English, the others say nothing. */
function stage() {
  const catalogue = createCatalogue()
  const langs = ['id', 'en', undefined]
  for (let n = 0; n < 30; n++) {
    const lang = langs[n % 3]
    catalogue.put(aClip(n, lang === undefined ? {} : { captions: [{ lang }] }))
  }
  const counts = new Map(catalogue.fresh.map(({ clip }, n) => [clip.id, { views: 1_000 - 30 * n, likes: 0 }]))
  rescore(catalogue, counts, new Date(nowMs))
  return catalogue
}

const asking = (catalogue: Catalogue, change: Partial<AskedOf> = {}): Request =>
  requestOf(
    {
      viewerKey: 'me',
      accountId: null,
      lang: 'en',
      tab: 'for-you',
      memory: newMemory(),
      wishes: noWishes,
      tuned: settingsTrying(15),
      count: 10,
      nowMs,
      taken: new Set(),
      ...change,
    },
    catalogue,
  )

const numbers = (listed: Listed | Promise<Listed>): number[] => {
  assert.ok(!(listed instanceof Promise))
  return listed.map((one) => Number.parseInt(('clip' in one ? one : one.entry).clip.id.slice(-12), 16))
}

test('what is rising comes in turn in the viewer’s language and from the whole stage, each once', () => {
  const catalogue = stage()
  const { candidates } = trending(catalogue)
  assert.deepEqual(numbers(candidates(asking(catalogue))), [1, 0, 4, 7, 2, 10])
  assert.deepEqual(numbers(candidates(asking(catalogue, { lang: 'id' }))), [0, 3, 1, 6, 2, 9])
})

test('where nothing speaks the viewer’s language, the whole stage is left', () => {
  const catalogue = createCatalogue()
  for (let n = 0; n < 8; n++) catalogue.put(aClip(n))
  const counts = new Map(catalogue.fresh.map(({ clip }, n) => [clip.id, { views: 100 - n, likes: 0 }]))
  rescore(catalogue, counts, new Date(nowMs))
  assert.deepEqual(numbers(trending(catalogue).candidates(asking(catalogue))), [0, 1, 2, 3, 4, 5])
})

test('of a region come the clips that are rising there, for those alone who chose it', () => {
  const asked: string[] = []
  const catalogue = stage()
  const source = region(catalogue, (code) => {
    asked.push(code)
    return [aClip(9_999), aClip(20), aClip(5), aClip(21), aClip(22)].map(({ id }) => id)
  })
  assert.deepEqual(source.candidates(asking(catalogue)), [])
  assert.deepEqual(asked, [], 'nobody is asked for who chose none')
  const wishes = { ...noWishes, version: 1, region: 'ID-JB' }
  assert.deepEqual(numbers(source.candidates(asking(catalogue, { wishes }))), [20, 5, 21])
  const memory = newMemory([catalogue.get(aClip(5).id)?.number ?? 0])
  assert.deepEqual(numbers(source.candidates(asking(catalogue, { wishes, memory }))), [20, 21, 22])
})
