import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRegion, regionNames } from '../contract-regions.ts'

test('the 38 provinces and the 248 other countries have a code and a name in both languages, each once', () => {
  for (const lang of ['id', 'en'] as const) {
    const { provinces, countries } = regionNames(lang)
    assert.deepEqual([provinces.length, countries.length], [38, 248])
    const all = [...provinces, ...countries]
    assert.equal(new Set(all.map(({ code }) => code)).size, all.length)
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length)
    for (const { code, name } of all) {
      assert.ok(isRegion(code))
      assert.match(code, /^(ID-)?[A-Z]{2}$/)
      assert.notEqual(name, code)
    }
  }
  assert.equal(regionNames('en').provinces.find(({ code }) => code === 'ID-JB')?.name, 'West Java')
  assert.equal(regionNames('id').countries.find(({ code }) => code === 'NL')?.name, 'Belanda')
  for (const wrong of ['ID', 'ID-XX', 'id-jb', 'XX', '']) assert.equal(isRegion(wrong), false)
})
