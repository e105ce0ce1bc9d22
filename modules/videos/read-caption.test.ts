import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { captionLength, cleanCaption, readCaption, toTag } from './read-caption.ts'

const tags = (text: string) => readCaption(text).tags
const mentions = (text: string) => readCaption(text).mentions

test('tags are words of any script after #, each once, lower case', () => {
  assert.deepEqual(tags('Senja #Senja #MAKASSAR, #senja! (#pantai_losari) #ꦗꦮ #東京 #naïve'), [
    'senja',
    'makassar',
    'pantai_losari',
    'ꦗꦮ',
    '東京',
    'naïve',
  ])
  // e + combining acute is the same word as é.
  assert.deepEqual(tags('#cafe\u0301 #caf\u00e9'), ['café'])
})

test('numbers, fragments of addresses and doubled signs are no tags', () => {
  assert.deepEqual(tags('#1 ##dua a#b https://x.id/#top &#38; #'), [])
})

test('mentions are handles after @, e-mail addresses are not', () => {
  assert.deepEqual(mentions('bareng @Sari.Senja, @budi_99. surel: budi@contoh.id @@dua @ab @-x'), [
    'sari.senja',
    'budi_99',
  ])
  assert.deepEqual(mentions('lihat @sari.'), ['sari'])
})

test('what nobody can see is taken out, lines are kept', () => {
  assert.equal(cleanCaption('  a\u0000b\u202ec\r\nd\n\n\n\ne\t '), 'abc\nd\n\ne')
  assert.equal(cleanCaption('x\ud800y').isWellFormed(), true)
})

test('length is counted as people do', () => {
  assert.equal(captionLength('👍👍'), 2)
})

test('what is read from a caption is what a tag page finds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      for (const tag of tags(cleanCaption(`${text} #${text}`))) assert.equal(toTag(tag), tag)
    }),
  )
})

test('reading twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) =>
      assert.equal(cleanCaption(cleanCaption(text)), cleanCaption(text)),
    ),
  )
})
