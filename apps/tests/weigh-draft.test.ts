/** A draft of the settings weighed on pages that were watched, through the whole stage. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultSettings } from '../../modules/tuning/index.ts'
import { openHouse } from '../testing/house.ts'
import { pageOf, watchToTheEnd } from './watch.ts'

interface Weighed {
  readonly pages: number
  readonly refused: string | null
  readonly effective: number
  readonly figures: readonly { readonly metric: string; readonly was: number; readonly would: number }[]
}

test('pages that viewers watched tell the operator what a draft would have done', async (t) => {
  // Halfway the ranker that learns begins to serve.
  const env = { PANGGUNG_FEED_SAMPLE_PER_MILLE: '1000', PANGGUNG_RECOMMEND_LEAST_OUTCOMES: '30' }
  const house = await openHouse(t, { env })
  const { stage, clock, visitor, person, posts } = house
  const creators = [await person('sari.senja'), await person('budi.99'), await person('tini.t')]
  for (const creator of creators) await posts(creator)
  const operator = await person('penjaga', 'operator')
  const weigh = async () =>
    (await operator.call<Weighed>('POST', '/v1/admin/feed/weigh', { settings: defaultSettings })).body
  assert.equal((await weigh()).refused, 'empty-log')
  const viewers = 31
  for (let at = 0; at < viewers; at++) {
    const viewer = visitor()
    const [first, second] = await pageOf(viewer)
    assert.ok(first && second)
    for (const slot of [first, second]) await watchToTheEnd(house, viewer, slot)
    clock.advance(60_000)
    await stage.recommend.look()
  }
  clock.advance(30 * 60_000)
  await stage.feed.keepSlots()
  assert.ok(stage.recommend.ranker())
  const { pages, refused, effective, figures } = await weigh()
  assert.deepEqual([pages, refused], [viewers, null])
  assert.ok(Math.abs(effective - viewers) < 0.01)
  const finished = figures.find(({ metric }) => metric === 'finish')
  assert.deepEqual([finished?.was, finished?.would], [2, 2])
})
