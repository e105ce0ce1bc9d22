import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aLesson, settings } from '../tests/lessons.ts'
import { createLearner } from '../trainer/learner.ts'
import { blockBytes, openModel } from '../trainer/model.ts'
import { headCount } from '../trainer/heads.ts'
import { keepClips } from './kept-clips.ts'

const block = new SharedArrayBuffer(blockBytes(settings))
const model = openModel(settings, block, true)
const learner = createLearner(settings, block)
learner.begin(0)
const clipOf = (n: number) => ({ number: n, traits: aLesson(n).occasion.traits })
const [clip, other] = [clipOf(1), clipOf(2)]
const nowMs = 1e12

function open() {
  const kept = keepClips(model, settings.ftrl.bits)
  const read = (one: typeof clip, atMs: number): Float32Array => {
    const row = kept.rowOf(one, atMs)
    return kept.logits.slice(row * headCount, (row + 1) * headCount)
  }
  return { kept, read }
}
const learn = (n: number): void => {
  for (let times = 0; times < 50; times++) learner.learn(aLesson(n))
}

test('what was learned of a clip is looked at anew, of any other within ten seconds', () => {
  const { kept, read } = open()
  const before = read(clip, nowMs)
  const others = read(other, nowMs)
  learn(1)
  learn(2)
  assert.deepEqual(read(clip, nowMs + 9_999), before)
  kept.forget(clip.traits.clip)
  assert.notDeepEqual(read(clip, nowMs + 9_999), before)
  assert.deepEqual(read(other, nowMs + 9_999), others)
  assert.notDeepEqual(read(other, nowMs + 10_000), others)
})

test('a clock that is set back keeps nothing, and a clip in another’s place is not taken for it', () => {
  const { read } = open()
  const before = read(clip, nowMs)
  learn(1)
  assert.notDeepEqual(read(clip, nowMs - 1), before)
  const { kept, read: readAgain } = open()
  const mine = readAgain(clip, nowMs)
  const neighbour = { number: 99, traits: { ...other.traits, clip: clip.traits.clip + 2 ** 16 } }
  assert.equal(kept.rowOf(neighbour, nowMs), kept.rowOf(clip, nowMs))
  assert.notDeepEqual(readAgain(neighbour, nowMs), mine)
  assert.deepEqual(readAgain(clip, nowMs), mine)
})
