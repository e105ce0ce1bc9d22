import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mulberry32 } from '../../../platform/random.ts'
import { counted } from '../../recommend/index.ts'
import { defaultSettings, type FeedSettings } from '../../tuning/index.ts'
import { chanceOf, draw, drawTrial, type Drawn, eachPlace, type Placeable } from '../rerank/field.ts'
import { openWindow } from '../rerank/window.ts'
import { packPage, type SampledDraw, type SampledPage, unpackPage } from './sampled-page.ts'
import { weighSettings } from './weigh-settings.ts'

const settingsWith = (change: {
  weights?: Partial<FeedSettings['weights']>
  rules?: Partial<FeedSettings['rules']>
}): FeedSettings => ({
  weights: { ...defaultSettings.weights, ...change.weights },
  rules: { ...defaultSettings.rules, ...change.rules },
})
const places = 6
const finishAt = counted.indexOf('finish')
const likeAt = counted.indexOf('like')

/** Clips that differ in what they are finished and liked by; one in five is to be tried out. */
interface Situation {
  readonly candidates: readonly Placeable[]
  readonly answers: Float32Array
  readonly base: Float64Array
}
function aSituation(random: () => number): Situation {
  const count = 30
  const answers = new Float32Array(count * counted.length)
  for (let row = 0; row < count; row++) {
    answers[row * counted.length + finishAt] = 0.1 + 0.8 * random()
    answers[row * counted.length + likeAt] = 0.3 * random()
  }
  return {
    answers,
    candidates: Array.from({ length: count }, (_, at) => {
      const tags = [40 + Math.floor(6 * random())]
      const tagBits = tags.reduce((bits, tag) => bits | (1 << (tag % 31)), 0)
      return {
        entry: { traits: { owner: 1 + (at % 12), sound: 0, tags, tagBits, topics: [] } },
        trial: at % 5 === 0 ? 'new' : undefined,
      }
    }),
    base: Float64Array.from({ length: count }, () => 0.3 * random()),
  }
}

const scoresUnder = ({ answers, base }: Situation, { weights }: FeedSettings): Float64Array =>
  base.map((score, row) =>
    counted.reduce(
      (sum, name, at) => sum + 6 * weights[name] * (answers[row * counted.length + at] ?? 0),
      score,
    ),
  )

/** A page drawn from it, and what came of it: who skips twice in a row goes away. */
function drawn(
  situation: Situation,
  settings: FeedSettings,
  random: () => number,
  nearness = new Uint8Array(0),
): SampledPage {
  const { candidates, answers } = situation
  const scores = scoresUnder(situation, settings)
  const window = openWindow({ tally: () => new Uint8Array(64) }, [], settings.rules)
  const draws: (Drawn & { chance: number })[] = []
  const laid = {
    candidates,
    scores,
    window,
    recent: [],
    sinceTrial: 3,
    near: (step: number) => nearness.subarray(step * candidates.length, (step + 1) * candidates.length),
    rules: settings.rules,
  }
  eachPlace(laid, places, (field) => {
    const isTrial = random() < field.trialShare
    const at = isTrial ? drawTrial(field, random()) : draw(field, random())
    draws.push({ at, isTrial, chance: chanceOf(field, at, true) + chanceOf(field, at, false) })
    return { at, isTrial }
  })
  let skips = 0
  const came = draws.map(({ at }): SampledDraw['came'] => {
    if (skips >= 2) return undefined
    // Another truth than what is foretold: a tenth less.
    const finished = random() < 0.9 * (answers[at * counted.length + finishAt] ?? 0)
    skips = finished ? 0 : skips + 1
    return { finished, skipped: !finished, watchedMs: finished ? 12_000 : 1_000, unwanted: false }
  })
  return {
    settings,
    sinceTrial: 3,
    recent: [],
    nearness,
    candidates,
    scores: Float32Array.from(scores),
    answers,
    draws: draws.map((one, place) => ({ ...one, came: came[place] })),
  }
}

async function* sampleOf(pages: readonly (SampledPage | undefined)[]) {
  for (const page of pages) yield { offeredAt: new Date('2026-11-23T03:00:00Z'), page }
}
const weighed = (pages: readonly (SampledPage | undefined)[], settings: FeedSettings) =>
  weighSettings(sampleOf(pages), settings)

const drafts = {
  'likes count for more': settingsWith({ weights: { like: 1 } }),
  'finishing counts for less': settingsWith({ weights: { finish: 0.1 } }),
  'fewer trials, more variety': settingsWith({ rules: { trialPercent: 8, diversity: 0.5 } }),
  'a tag once in ten': settingsWith({ rules: { perTagIn10: 3 } }),
}

test('of logs whose truth is known, each figure lies within two standard errors nineteen times of twenty', async () => {
  const random = mulberry32(11)
  const held: Record<string, number> = {}
  const logs = 12
  const watchOf = ({ draws }: SampledPage): number =>
    draws.reduce((sum, { came }) => sum + (came?.watchedMs ?? 0) / 60_000, 0)
  for (const [name, draft] of Object.entries(drafts)) {
    let truth = 0
    const lives = 10_000
    for (let life = 0; life < lives; life++)
      truth += watchOf(drawn(aSituation(random), draft, random)) / lives
    for (let log = 0; log < logs; log++) {
      const pages = Array.from({ length: 300 }, () => drawn(aSituation(random), defaultSettings, random))
      const told = await weighed(pages, draft)
      assert.deepEqual([told.refused, told.passed, told.pages], [null, 0, 300], name)
      const { by } = told.figures.find(({ metric }) => metric === 'watch') ?? {}
      assert.ok(by?.dr)
      for (const [estimator, { value, error }] of Object.entries({ snips: by.snips, dr: by.dr })) {
        held[estimator] ??= 0
        if (Math.abs(value - truth) <= 2 * error) held[estimator]++
      }
    }
  }
  const all = logs * Object.keys(drafts).length
  for (const [estimator, count] of Object.entries(held))
    assert.ok(count >= 0.9 * all, `${estimator}: ${count} of ${all}`)
})

test('what is published would have done what it did', async () => {
  const random = mulberry32(12)
  const pages = Array.from({ length: 60 }, () => drawn(aSituation(random), defaultSettings, random))
  const told = await weighed(pages, defaultSettings)
  assert.ok(Math.abs(told.effective - 60) < 1e-3 && told.covered > 0.999)
  for (const { was, would, low, high } of told.figures) {
    assert.ok(Math.abs(was - would) < 1e-4)
    assert.ok(low <= 1e-4 && high >= -1e-4 && high - low < 1e-3)
  }
})

test('too far from what ran, with other clips at hand, or not as it was drawn: nothing is told, and why', async () => {
  const random = mulberry32(13)
  const pages = Array.from({ length: 200 }, () => drawn(aSituation(random), defaultSettings, random))
  const far = await weighed(pages, settingsWith({ weights: { like: 20, finish: 0 } }))
  assert.deepEqual([far.refused, far.figures], ['few-effective', []])
  assert.ok(far.effective < 30, String(far.effective))
  const other = await weighed(pages, settingsWith({ rules: { perCreatorIn20: 3 } }))
  assert.deepEqual([other.refused, other.otherRules, other.pages], ['other-rules', 200, 0])
  assert.equal((await weighed([], defaultSettings)).refused, 'empty-log')
  const altered = pages.map((page) => ({ ...page, scores: page.scores.map((score, at) => score + (at % 3)) }))
  const wrong = await weighed([...altered, undefined], defaultSettings)
  assert.deepEqual([wrong.passed, wrong.refused], [201, 'empty-log'])
})

test('a page comes back as it was kept, and what is no page does not', async () => {
  const random = mulberry32(14)
  const page = drawn(aSituation(random), defaultSettings, random)
  const bytes = await packPage(page)
  const back = await unpackPage(bytes)
  assert.deepEqual(back?.settings, page.settings)
  assert.deepEqual([back?.scores, back?.answers], [page.scores, page.answers])
  assert.deepEqual(
    back?.candidates.map(({ entry, trial }) => [entry.traits, trial !== undefined]),
    page.candidates.map(({ entry, trial }) => [entry.traits, trial !== undefined]),
  )
  assert.deepEqual(
    back?.draws.map(({ at, isTrial, came }) => [at, isTrial, came]),
    page.draws.map(({ at, isTrial, came }) => [at, isTrial, came]),
  )
  for (const bad of [new Uint8Array(0), bytes.subarray(0, 40), Buffer.from('no page')])
    assert.equal(await unpackPage(bad), undefined)
})

test('a page that was arranged by who wanted the clips comes out as it was drawn, while that is kept with it', async () => {
  const random = mulberry32(5)
  const nearness = Uint8Array.from({ length: 30 * places }, () => Math.floor(256 * random()))
  const pages = Array.from({ length: 40 }, () => drawn(aSituation(random), defaultSettings, random, nearness))
  assert.equal((await weighed(pages, defaultSettings)).passed, 0)
  const without = pages.map((page) => ({ ...page, nearness: new Uint8Array(0) }))
  assert.ok((await weighed(without, defaultSettings)).passed > 30)
  const again = await unpackPage(await packPage(pages[0] ?? assert.fail('it was drawn')))
  assert.deepEqual(again?.nearness, nearness)
})
