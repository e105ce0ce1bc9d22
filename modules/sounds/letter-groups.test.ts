import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { askedGroups, letterGroups, wordsOf } from './letter-groups.ts'

const shared = (asked: string, text: string): number => {
  const have = new Set(letterGroups(text))
  const groups = askedGroups(asked)
  return groups.filter((one) => have.has(one)).length / Math.max(1, groups.length)
}

test('words are told apart by what is no letter and no digit, accents and case do not matter', () => {
  assert.deepEqual(wordsOf('Ombák, LOSARI (remix #2)'), ['ombak', 'losari', 'remix', '2'])
  assert.deepEqual(letterGroups('Kita'), ['  k', ' ki', 'kit', 'ita', 'ta '])
})

test('the beginning of a word is all of what was asked', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{3,12}$/), fc.integer({ min: 1, max: 12 }), (word, length) => {
      assert.equal(shared(word.slice(0, length), `lagu ${word}`), 1)
    }),
  )
})

test('one wrong, missing or swapped letter of a word of six still finds half of it', () => {
  for (const typo of ['losarri', 'losri', 'loasri', 'losati'])
    assert.ok(shared(typo, 'Ombak Losari') >= 0.3, typo)
  assert.ok(shared('gamelan', 'Ombak Losari') < 0.3)
})

test('a text always finds itself', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      if (wordsOf(text).length > 0) assert.equal(shared(text, text), 1)
    }),
  )
})
