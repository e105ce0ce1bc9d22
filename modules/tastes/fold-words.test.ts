import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldWords, holdsWord } from './fold-words.ts'

const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.string())

test('folding what is folded changes nothing, and case makes no difference', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const folded = foldWords(text)
      assert.equal(foldWords(folded), folded)
      assert.equal(foldWords(text.normalize('NFD')), folded)
      assert.equal(foldWords(text.normalize('NFC')), folded)
      assert.equal(folded, folded.trim())
      assert.ok(!/\s\s/.test(folded))
    }),
    { numRuns: 2000 },
  )
  const latin = fc.string({ unit: fc.constantFrom(...'abcdéèöñçåişKOPI susu.-_!#'), maxLength: 30 })
  fc.assert(
    fc.property(latin, (text) => assert.equal(foldWords(text.toUpperCase()), foldWords(text.toLowerCase()))),
  )
})

test('what stands between and around words makes no difference', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abcdefgkopisu0123456789'), minLength: 1, maxLength: 12 })
  const gap = fc.constantFrom(' ', ', ', '  ', ' - ', '!\n', ' #', '… ', '_')
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), gap, gap, (words, between, around) => {
      const text = around + words.map((one) => one.toUpperCase()).join(between) + around
      assert.equal(foldWords(text), words.join(' '))
      assert.ok(holdsWord([words.slice(1, 3).join(' ') || words.join(' ')], foldWords(text)))
    }),
  )
})

test('accents go, other scripts keep their vowels', () => {
  for (const [written, folded] of [
    ['  Kopi-SUSU! ', 'kopi susu'],
    ['Crème Brûlée', 'creme brulee'],
    ['#SenjaDiPantai', 'senjadipantai'],
    ['İstanbul', 'istanbul'],
    ['ﬁlm Ⅳ', 'film iv'],
    ['!?…', ''],
    ['🍕', '🍕'],
    ['ที่นี่', 'ที่นี่'],
    ['한국', '한국'],
    ['が', 'が'],
  ] as const)
    assert.equal(foldWords(written), folded, written)
})

test('a muted word is met whole, a phrase word by word; where words touch, anywhere', () => {
  const text = foldWords('Pakopi, KOPI súsu dan 東京タワー 🍕🍕')
  assert.ok(holdsWord(['kopi susu'], text) && holdsWord(['東京'], text) && holdsWord(['🍕'], text))
  assert.ok(!holdsWord(['kop', 'susu kopi', 'pako', 'dan kopi'], text))
  assert.ok(!holdsWord([], text) && !holdsWord(['kopi'], ''))
})
