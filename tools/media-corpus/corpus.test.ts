/** A slice of `npm run test:media-corpus`, short enough for every run. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { temporaryFolder } from '../../platform/testing/index.ts'
import { damage, goodFiles } from './flips.ts'
import { openLane } from './lane.ts'
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
  'nothing',
])

test('odd and damaged files get an answer, leave nothing behind, and what is published plays', async (t) => {
  const folder = temporaryFolder(t)
  const lane = await openLane(t)
  for (const one of oddities) if (quick.has(one.name)) await lane.feed(await asSample(one, folder))
  const good = await goodFiles(folder)
  for (let number = 0; number < 12; number++) await lane.feed(damage(good, 4, number))
  await lane.checkLeft()
})

test('the same seed gives the same damage, another one another', async (t) => {
  const good = await goodFiles(temporaryFolder(t))
  const at = (seed: number, number: number) => Buffer.from(damage(good, seed, number).content)
  assert.deepEqual(at(7, 3), at(7, 3))
  assert.notDeepEqual(at(7, 3), at(8, 3))
  assert.notDeepEqual(at(7, 3), at(7, 4))
})
