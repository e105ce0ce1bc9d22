import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { fakeClock, testDatabase } from '../../../platform/testing/index.ts'
import { accountId } from '../../identity/index.ts'
import type { ViewerSums } from '../../playback/index.ts'
import { noWishes } from '../../tastes/index.ts'
import { spread } from '../experiments/assign.ts'
import { defaultSettings } from '../index.ts'
import { noFigures, settingsWith, testTuning } from '../testing.ts'

const sari = accountId('0198f0e2-7c1a-7000-8000-00000000000c')
const viewers = Array.from(
  { length: 1_200 },
  (_, n) => `0198f0e2-7c1a-7000-8000-${n.toString(16).padStart(12, '0')}`,
)
const dayMs = 86_400_000
const asked = {
  name: 'More for shares',
  why: 'A shared clip brings somebody along.',
  metric: 'watch' as const,
  sharePercent: 50,
  arms: [{ name: 'share 3', settings: settingsWith({ weights: { share: 3 } }) }],
}

/** @param watched what each viewer did; by the key alone, so that a run is the same each time */
async function stage(t: TestContext, watched: (viewerKey: string) => Partial<ViewerSums> = () => ({})) {
  const db = await testDatabase(t, { modules: ['tuning'] })
  const clock = fakeClock('2026-08-22T03:00:00Z')
  const unmeasured = new Set<string>()
  const still: ViewerSums = {
    viewerKey: '',
    seen: 20,
    finished: 8,
    skipped: 6,
    totalMs: 600_000,
    seenBefore: 0,
    finishedBefore: 0,
    skippedBefore: 0,
    totalMsBefore: 0,
  }
  const tuning = testTuning(db, {
    clock,
    tastes: { unmeasured: async () => unmeasured, unwantedBetween: async () => [] },
    playback: {
      figures: {
        ...noFigures,
        async *eachViewer() {
          for (const viewerKey of viewers) yield { ...still, ...watched(viewerKey), viewerKey }
        },
      },
    },
  })
  t.after(() => tuning.stop())
  const armsNow = (wishes = noWishes) => {
    const counts: Record<string, number> = {}
    for (const key of viewers) {
      const arm = tuning.current(key, wishes).arm ?? 'none'
      counts[arm] = (counts[arm] ?? 0) + 1
    }
    return counts
  }
  return { tuning, clock, unmeasured, armsNow }
}

test('from its start on, half of the viewers are in it, half of them with other settings; none after its end', async (t) => {
  const { tuning, armsNow } = await stage(t)
  assert.deepEqual(armsNow(), { none: viewers.length })
  const { id, arms } = await tuning.startExperiment(sari, asked)
  assert.deepEqual(
    arms.map(({ name, settings }) => [name, settings.weights.share]),
    [
      ['control', 2],
      ['share 3', 3],
    ],
  )
  const counts = armsNow()
  for (const arm of ['More for shares/control', 'More for shares/share 3'])
    assert.ok(Math.abs((counts[arm] ?? 0) / viewers.length - 0.25) < 0.04, JSON.stringify(counts))
  for (const key of viewers) {
    const { weights, arm } = tuning.current(key, noWishes)
    assert.equal(weights.share, arm === 'More for shares/share 3' ? 3 : 2)
  }
  const ended = await tuning.stopExperiment(sari, id, 'Seen enough.')
  assert.deepEqual([ended.ended?.by, ended.ended?.note], [sari, 'Seen enough.'])
  assert.deepEqual(armsNow(), { none: viewers.length })
  await assert.rejects(tuning.stopExperiment(sari, id, 'Again.'), /experiment_over/)
  const nobody = '0198f0e2-7c1a-7000-8000-0000000000ff'
  await assert.rejects(tuning.stopExperiment(sari, nobody, 'Again.'), /experiment_not_found/)
})

test('who does not want a personal feed, or to be learned from, is in none', async (t) => {
  const { tuning, armsNow } = await stage(t)
  await tuning.startExperiment(sari, { ...asked, sharePercent: 100 })
  assert.equal(armsNow()['none'], undefined)
  assert.deepEqual(armsNow({ ...noWishes, personalised: false }), { none: viewers.length })
  assert.deepEqual(armsNow({ ...noWishes, learning: false }), { none: viewers.length })
})

test('experiments share the viewers out; more than there are is refused, and so are arms that are alike', async (t) => {
  const { tuning, armsNow } = await stage(t)
  await tuning.startExperiment(sari, asked)
  await tuning.startExperiment(sari, { ...asked, name: 'Second', sharePercent: 40 })
  assert.ok(Math.abs((armsNow()['none'] ?? 0) / viewers.length - 0.1) < 0.04)
  await assert.rejects(tuning.startExperiment(sari, { ...asked, sharePercent: 11 }), /places_taken.*10 %/)
  const same = { name: 'the same', settings: defaultSettings }
  await assert.rejects(
    tuning.startExperiment(sari, { ...asked, arms: [same], sharePercent: 1 }),
    /arms_alike/,
  )
  assert.equal((await tuning.experiments()).freePercent, 10)
})

test('an arm that is skipped more stops by itself; with it the experiment, where no other is left', async (t) => {
  let salt = ''
  const { tuning, clock, armsNow } = await stage(t, (key) => ({
    skipped: (spread(salt, key) < 0.5 ? 5 : 9) + Math.floor(3 * spread('noise', key)),
  }))
  const { id } = await tuning.startExperiment(sari, asked)
  salt = id
  clock.advance(3_600_000)
  assert.equal(await tuning.readExperiments(), 1)
  const [ended] = (await tuning.experiments()).ended
  assert.deepEqual(
    [ended?.id, ended?.arms[1]?.stopped?.because, ended?.ended?.by, ended?.ended?.note],
    [id, 'skip', null, 'guardrail'],
  )
  const skip = ended?.reading?.compared.find(({ metric }) => metric === 'skip')
  assert.equal(skip?.verdict, 'worse')
  assert.ok((skip?.low ?? 0) > 0.1 && (skip?.p ?? 1) < 0.001, JSON.stringify(skip))
  await tuning.refresh()
  assert.deepEqual(armsNow(), { none: viewers.length })
})

test('where nothing differs nothing stops, until its time is over', async (t) => {
  const { tuning, clock } = await stage(t, (key) => ({ skipped: Math.floor(10 * spread('noise', key)) }))
  await tuning.startExperiment(sari, asked)
  for (let day = 1; day < 28; day++) {
    clock.advance(dayMs)
    assert.equal(await tuning.readExperiments(), 0)
  }
  const [running] = (await tuning.experiments()).running
  assert.ok(running?.reading?.compared.every(({ verdict }) => verdict === 'open'))
  clock.advance(dayMs)
  await tuning.readExperiments()
  assert.equal((await tuning.experiments()).ended[0]?.ended?.note, 'time')
})

test('who switched off is not measured, and few viewers prove nothing', async (t) => {
  let salt = ''
  const { tuning, unmeasured } = await stage(t, (key) => ({
    totalMs: spread(salt, key) < 0.5 ? 900_000 : 60_000,
  }))
  for (const key of viewers.slice(150)) unmeasured.add(key)
  const { id } = await tuning.startExperiment(sari, { ...asked, sharePercent: 100 })
  salt = id
  assert.equal(await tuning.readExperiments(), 0)
  const [running] = (await tuning.experiments()).running
  assert.equal(
    running?.reading?.arms.reduce((sum, arm) => sum + arm.viewers, 0),
    150,
  )
  assert.ok(running?.reading?.compared.every(({ p, low }) => p === 1 && low === null))
})
