/** A slice of `npm run test:media-corpus`, short enough for every run. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { temporaryFolder } from '../../platform/testing/index.ts'
import { damage, goodFiles } from './flips.ts'
import { openLane, type Sample } from './lane.ts'
import { asSample, oddities } from './oddities.ts'

const quick = new Set([
  'turned',
  'a variable frame rate',
  'three sounds',
  'cut at 11 of 21, index last',
  'cut at 12 of 21, index first',
  '8 pixels',
  'no channels in its sound',
  'an archive behind it',
  'a playlist that asks for a file',
  'a web page before it',
  'a picture before it',
  'a playlist with the head of an MP4',
  'a manifest of DASH',
  'a script of ffmpeg',
  'an index that unfolds to 256 MiB',
  'nothing but zeros',
  'nothing',
])
const flips = 40

test('odd and damaged files get an answer, leave nothing behind, and what is published plays', async (t) => {
  const folder = temporaryFolder(t)
  const good = await goodFiles(folder)
  async function* samples(): AsyncGenerator<Sample> {
    for (const one of oddities) if (quick.has(one.name)) yield asSample(one, folder)
    for (let number = 0; number < flips; number++) yield damage(good, 4, number)
  }
  const queue = samples()
  // Two side by side, as workers are.
  const fed = await Promise.all(
    [await openLane(t), await openLane(t)].map(async (lane) => {
      let count = 0
      for await (const sample of { [Symbol.asyncIterator]: () => ({ next: () => queue.next() }) }) {
        await lane.feed(sample)
        count++
      }
      await lane.checkLeft()
      return count
    }),
  )
  assert.equal(
    fed.reduce((sum, count) => sum + count, 0),
    quick.size + flips,
  )
})

test('the same seed gives the same damage, another one another', () => {
  const good = [
    { name: 'counting', content: Buffer.from(Array.from({ length: 9000 }, (_, at) => at % 251)), again: '' },
  ]
  const at = (seed: number, number: number) => Buffer.from(damage(good, seed, number).content)
  assert.deepEqual(at(7, 3), at(7, 3))
  assert.notDeepEqual(at(7, 3), at(8, 3))
  assert.notDeepEqual(at(7, 3), at(7, 4))
})
