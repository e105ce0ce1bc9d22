import assert from 'node:assert/strict'
import test from 'node:test'
import { addVerdicts, sortVerdicts } from './verdicts.ts'

test('paid counts, all else is a reason, the most frequent first', () => {
  const sorted = sortVerdicts({ paid: 7, repeat: 2, view: 5, robot: 0, own_video: 2 })
  assert.equal(sorted.counted, 7)
  assert.equal(sorted.notCounted, 9)
  assert.deepEqual(
    sorted.reasons.map((reason) => reason.word),
    ['view', 'own_video', 'repeat'],
  )
})

test('days add up word by word', () => {
  assert.deepEqual(addVerdicts([{ paid: 1, view: 2 }, { paid: 3 }, {}]), { paid: 4, view: 2 })
})
