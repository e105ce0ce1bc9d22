import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { fold, nameOf, wordsOf } from './fold.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 60 })

test('case, accents and width make no difference', () => {
  for (const written of ['Café Makan', 'CAFÉ MAKAN', 'cafe\u0301 makan', 'ｃａｆｅ ｍａｋａｎ'])
    assert.equal(fold(written), 'cafe makan')
  assert.equal(fold('Straße İstanbul Łódź Ærø'), 'strasse istanbul lodz aero')
  assert.equal(fold('กำลังใจ'), fold('กำลังใจ'.normalize('NFD')), 'marks that are letters stay')
  assert.notEqual(fold('กิน'), fold('กน'))
})

test('law: folding twice is folding once', () => {
  fc.assert(
    fc.property(anyText, (text) => assert.equal(fold(fold(text)), fold(text))),
    { numRuns: 2_000 },
  )
})

test('law: the two ways to write an accented letter, and both cases, fold to the same', () => {
  const letters = fc.array(fc.constantFrom(...'aàáâeèéêiíoóöuúünñcçsšzž 0😀'), { maxLength: 30 })
  fc.assert(
    fc.property(letters, (parts) => {
      const text = parts.join('')
      for (const other of [text.normalize('NFD'), text.normalize('NFC'), text.toUpperCase()])
        assert.equal(fold(other), fold(text))
    }),
  )
})

test('law: words hold nothing that a query language could read, and are found again in themselves', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 9 }), (text, most) => {
      const words = wordsOf(text, most)
      assert.ok(words.length <= most)
      for (const word of words) {
        assert.match(word, /^(?:[\p{L}\p{M}\p{N}]+|\p{Extended_Pictographic})$/u)
        assert.deepEqual(wordsOf(word, 2), [word])
      }
    }),
    { numRuns: 2_000 },
  )
})

test('quotes, operators and signs part words; pictographs are words', () => {
  assert.deepEqual(wordsOf(`"nasi" & !goreng:* | 'es' <-> (teh) 🔥🔥 \\ \0`, 20), [
    ...['nasi', 'goreng', 'es', 'teh', '🔥', '🔥'],
  ])
  assert.equal(nameOf(' @Sari.Senja '), 'sari.senja')
  assert.equal(nameOf('#Senja'), 'senja')
  assert.equal(nameOf('\0\u202e'), '')
})
