import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'

const read = (lang: string, area: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`./${lang}/${area}`, import.meta.url), 'utf8'))
const holes = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map((hole) => String(hole[1])).sort()

const areas = readdirSync(new URL('./id/', import.meta.url))

test('both languages have the same areas', () => {
  assert.deepEqual(readdirSync(new URL('./en/', import.meta.url)).sort(), [...areas].sort())
})

for (const area of areas) {
  test(`${area}: both languages say the same things with the same placeholders`, () => {
    const id = read('id', area)
    const en = read('en', area)
    const keys = (words: Record<string, string>): string[] =>
      [...new Set(Object.keys(words).map((key) => key.replace(/\.one$/, '.other')))].sort()
    assert.deepEqual(keys(en), keys(id))
    for (const [key, text] of Object.entries(id)) {
      assert.notEqual(text.trim(), '', `${key} is empty`)
      assert.deepEqual(holes(en[key] ?? ''), holes(text), `placeholders of ${key}`)
    }
  })
}

test('an area never repeats a key of another', () => {
  const seen = new Map<string, string>()
  for (const area of areas) {
    for (const key of Object.keys(read('id', area))) {
      assert.equal(seen.get(key), undefined, `${key} is in ${seen.get(key)} and in ${area}`)
      seen.set(key, area)
    }
  }
})

test('people are addressed as kamu', () => {
  for (const area of areas)
    for (const [key, text] of Object.entries(read('id', area)))
      assert.doesNotMatch(text, /\banda\b/i, `${key} in ${area}`)
})
