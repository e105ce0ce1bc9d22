import assert from 'node:assert/strict'
import test from 'node:test'
import type { Added, PartFault } from '../face.ts'
import { refusedTexts } from './refused-texts.ts'

const refused = (name: string, code: PartFault, text: string): Added => ({ name, refused: { code, text } })

test('of many refused files the reasons are told, not each of the files', () => {
  const added = [
    ...['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt'].map((name) => refused(name, 'unreadable', 'No.')),
    refused('long.mp4', 'too-long', 'Too long.'),
  ]
  assert.deepEqual(refusedTexts(added), ['a.txt, b.txt, c.txt +2: No.', 'long.mp4: Too long.'])
  assert.deepEqual(refusedTexts([]), [])
})
