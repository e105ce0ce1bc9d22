import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { distanceOf, gramsOf, nearest } from './spell.ts'

const known = (word: string, spelt = 1) => ({ word, stems: [word], spelt })
const aWord = fc.string({ unit: fc.constantFrom(...'abcde'), minLength: 0, maxLength: 7 })

test('one letter more, less, changed, or two swapped is a distance of one', () => {
  for (const other of ['makann', 'maka', 'makam', 'mkaan', 'amkan'])
    assert.equal(distanceOf('makan', other), 1, other)
  assert.equal(distanceOf('makan', 'minum'), 4)
})

test('law: a distance is the same both ways, nothing exactly for the same, and never more than the longer word', () => {
  fc.assert(
    fc.property(aWord, aWord, (one, other) => {
      const distance = distanceOf(one, other)
      assert.equal(distance, distanceOf(other, one))
      assert.equal(distance === 0, one === other)
      assert.ok(distance <= Math.max(one.length, other.length))
      assert.ok(distance >= Math.abs(one.length - other.length))
    }),
  )
})

test('the nearest word is taken, the more common of equals, and what is far only offered', () => {
  assert.deepEqual(nearest('maken', [known('makan'), known('makin', 9)])?.word.word, 'makin')
  assert.deepEqual(nearest('sneja', [known('senja'), known('sendal', 50)]), {
    how: 'sure',
    word: known('senja'),
  })
  assert.deepEqual(nearest('gitxrxs', [known('gitaris')])?.how, 'sure')
  assert.deepEqual(nearest('gxtxrxs', [known('gitaris')])?.how, 'offer')
  assert.equal(nearest('kucing', [known('pesawat')]), undefined)
  assert.equal(nearest('xy', [known('xz')]), undefined)
  assert.equal(nearest('makan', []), undefined)
})

test('the ends of a word are letters of their own', () => {
  assert.deepEqual(gramsOf('mak'), ['^ma', 'mak', 'ak$'])
  assert.deepEqual(gramsOf('a'), ['^a$'])
})
