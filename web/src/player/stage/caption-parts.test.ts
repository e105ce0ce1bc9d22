import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { captionParts } from './caption-parts.ts'

const marks = (caption: string): string[] =>
  captionParts(caption)
    .filter((part) => part.kind !== 'text')
    .map((part) => `${part.kind}:${part.name}`)

test('tags and mentions are found where people write them', () => {
  assert.deepEqual(marks('Senja di #Pantai_Kuta bersama @sari.senja. #ombak'), [
    'tag:pantai_kuta',
    'mention:sari.senja',
    'tag:ombak',
  ])
})

test('addresses, numbers and links are left alone', () => {
  assert.deepEqual(marks('tulis ke a@b.co, juara #1, https://x.id/#atas'), [])
})

test('the parts always make up the caption', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('#', '@', 'a', 'Ä', '1', '_', '.', ' ', '/', '🙂') }),
      (caption) => {
        assert.equal(
          captionParts(caption)
            .map((part) => part.text)
            .join(''),
          caption,
        )
      },
    ),
  )
})
