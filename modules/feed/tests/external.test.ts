import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { createMetrics, fakeClock, silentLog, testDatabase } from '../../../platform/testing/index.ts'
import { noWishes, type Wishes } from '../../tastes/index.ts'
import { createBreaker } from '../external/breaker.ts'
import { createExternal, createGorse, feedConfig } from '../index.ts'
import { aClip, openFeed, readSlots } from '../testing.ts'
import { type Mood, smallGorse } from './small-gorse.ts'

const me = '00000000-0000-4000-8000-00000000d00d'
const key = 'a key that nobody may read'

async function stage(t: TestContext, options: { timeoutMs?: number } = {}) {
  const gorse = await smallGorse(t)
  const db = await testDatabase(t, { modules: ['feed'] })
  const clock = fakeClock('2026-08-22T03:00:00Z')
  const metrics = createMetrics()
  const said = new Map<string, Wishes>()
  const watched: { videoId: string; at: Date; totalMs: number }[] = []
  const lines: string[] = []
  const note = (line: object): void => void lines.push(JSON.stringify(line))
  const external = createExternal({
    engine: createGorse({ url: gorse.url, key, timeoutMs: options.timeoutMs ?? 10_000, fetch }),
    clock,
    log: Object.assign(Object.create(silentLog), { info: note, warn: note }),
    metrics,
    random: () => 0,
    secret: 'of this stage alone',
    cap: 30,
    learnable: async () => watched,
    durationsOf: async (ids) => new Map(ids.map((id) => [id, 10_000])),
  })
  t.after(() => external.stop())
  const clips = Array.from({ length: 400 }, (_, n) => aClip(n))
  const feed = await openFeed(clips, {
    db,
    clock,
    config: feedConfig.defaults({ TRIAL_PERCENT: 0 }),
    metrics,
    wishesOf: (viewer) => said.get(viewer) ?? noWishes,
    sources: [external.source],
  })
  const read = async (viewerKey = me): Promise<{ source: string; id: string }[]> => {
    const slots = await readSlots(feed, viewerKey)
    return slots.map(({ source, video }) => ({ source, id: video.id }))
  }
  const say = (change: Partial<Wishes>, viewerKey = me): void => {
    const before = said.get(viewerKey) ?? noWishes
    said.set(viewerKey, { ...before, version: before.version + 1, ...change })
    external.changed(viewerKey)
  }
  const figure = async (line: string): Promise<number> => {
    const found = (await metrics.text()).split('\n').find((one) => one.startsWith(`${line} `))
    return Number(found?.split(' ').at(-1) ?? 0)
  }
  return { gorse, clock, external, read, say, figure, watched, lines }
}

/** So deep in the catalogue that no source of the feed's own would bring them. */
const deep = Array.from({ length: 12 }, (_, n) => aClip(300 + n).id)

test('a page never waits for the engine: the first one asks, the next one has its clips', async (t) => {
  const { gorse, clock, external, read } = await stage(t)
  gorse.list = [...deep, 'no such clip', aClip(9_999).id, deep[0] ?? '']
  assert.ok((await read()).every(({ source }) => source !== 'external'))
  await external.settled()
  const page = await read()
  const brought = page.filter(({ source }) => source === 'external')
  assert.equal(page.length, 10)
  assert.ok(brought.length > 0)
  assert.ok(brought.every(({ id }) => deep.includes(id)))
  assert.equal(gorse.asked.length, 1, 'the list is fresh')
  clock.advance(16_000)
  await read()
  await external.settled()
  assert.equal(gorse.asked.length, 2)
  assert.deepEqual([...new Set(gorse.keys)], [key])
})

test('the engine is told what may be learned from, once, of a viewer whose key it can not know', async (t) => {
  const { gorse, clock, external, read, watched } = await stage(t)
  watched.push({ videoId: deep[0] ?? '', at: new Date('2026-08-22T02:00:00Z'), totalMs: 9_800 })
  watched.push({ videoId: deep[1] ?? '', at: new Date('2026-08-22T02:01:00Z'), totalMs: 3_000 })
  const next = async (): Promise<void> => {
    await read()
    await external.settled()
    clock.advance(16_000)
  }
  await next()
  await next()
  const [found] = gorse.users
  assert.ok(found)
  const [user, told] = found
  assert.deepEqual(
    told.map(({ FeedbackType, ItemId }) => [FeedbackType, ItemId]),
    [
      ['watch', deep[0]],
      ['finish', deep[0]],
      ['watch', deep[1]],
    ],
  )
  assert.match(user, /^[\w-]{22}$/)
  assert.ok(!JSON.stringify([gorse.asked, told]).includes(me))
  // Finished on another day: only that is new.
  watched[1] = { videoId: deep[1] ?? '', at: new Date('2026-08-22T02:01:00Z'), totalMs: 10_000 }
  await next()
  assert.deepEqual(
    gorse.users
      .get(user)
      ?.slice(3)
      .map(({ FeedbackType }) => FeedbackType),
    ['watch', 'finish'],
  )
})

test('whoever pauses learning, turns the personal feed off or resets it is deleted there, and nothing more is sent', async (t) => {
  for (const change of [{ learning: false }, { personalised: false }, { epoch: new Date() }]) {
    const { gorse, clock, external, read, say, watched } = await stage(t)
    gorse.list = deep
    watched.push({ videoId: deep[0] ?? '', at: new Date(), totalMs: 9_000 })
    await read()
    await external.settled()
    assert.equal(gorse.users.size, 1)
    watched.length = 0
    say(change)
    await external.settled()
    assert.equal(gorse.users.size, 0, JSON.stringify(change))
    const asked = gorse.asked.length
    const page = await read()
    assert.ok(page.every(({ source }) => source !== 'external'))
    clock.advance(60_000)
    await read()
    await external.settled()
    assert.equal(gorse.users.size, 0)
    if (!('epoch' in change)) assert.equal(gorse.asked.length, asked)
  }
})

test('an engine that is slow, fails, talks nonsense, talks without end or sends elsewhere leaves every page whole', async (t) => {
  const faults: [Mood, string][] = [
    ['slow', 'late'],
    ['failing', 'refused'],
    ['nonsense', 'nonsense'],
    ['endless', 'nonsense'],
    ['moved', 'unreachable'],
  ]
  for (const [mood, outcome] of faults) {
    const { gorse, external, read, figure } = await stage(t, mood === 'slow' ? { timeoutMs: 50 } : {})
    gorse.mood = mood
    const line = `feed_external_calls_total{call="recommend",outcome="${outcome}"}`
    assert.equal((await read()).length, 10)
    await external.settled()
    assert.equal(await figure(line), 1, mood)
    assert.equal((await read()).length, 10)
  }
})

test('one that is gone is left alone for longer and longer, and taken up again when it is back', async (t) => {
  const { gorse, clock, external, read, figure, lines } = await stage(t)
  gorse.mood = 'failing'
  gorse.list = deep
  const many = async (from: number): Promise<void> => {
    for (let n = from; n < from + 20; n++) assert.equal((await read(`viewer ${n}`)).length, 10)
    await external.settled()
  }
  await many(0)
  assert.equal(await figure('feed_external_away'), 1)
  const asked = gorse.asked.length
  assert.ok(asked < 20, 'it is not asked by everyone')
  await many(20)
  assert.equal(gorse.asked.length, asked, 'nor at all during a pause')
  clock.advance(1_100)
  await read('one more')
  await external.settled()
  assert.equal(gorse.asked.length, asked + 1, 'one call finds out')
  clock.advance(1_100)
  await read('and one more')
  await external.settled()
  assert.equal(gorse.asked.length, asked + 1, 'the second pause is longer')
  gorse.mood = 'well'
  clock.advance(60_000)
  await read('who is lucky')
  await external.settled()
  assert.equal(await figure('feed_external_away'), 0)
  assert.ok((await read('who is lucky')).some(({ source }) => source === 'external'))
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { event: string }).event),
    ['feed-external-away', 'feed-external-back'],
  )
  assert.ok(!lines.join().includes(key) && !lines.join().includes('viewer'))
  await gorse.leave()
  clock.advance(60_000)
  assert.equal((await read('who is lucky')).length, 10)
  await external.settled()
  assert.equal(await figure('feed_external_calls_total{call="recommend",outcome="unreachable"}'), 1)
})

test('who is to be deleted while the engine is away is deleted when it is back', async (t) => {
  const { gorse, clock, external, read, say, watched } = await stage(t)
  watched.push({ videoId: deep[0] ?? '', at: new Date(), totalMs: 9_000 })
  await read()
  await external.settled()
  const [user = ''] = gorse.users.keys()
  gorse.mood = 'failing'
  say({ learning: false })
  await external.settled()
  assert.ok(gorse.users.has(user))
  gorse.mood = 'well'
  clock.advance(120_000)
  await read('somebody else')
  await external.settled()
  assert.ok(!gorse.users.has(user))
})

test('the breaker lets nothing through in a pause, whatever happens, and closes with the first success', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 90_000 }), fc.boolean()), { maxLength: 200 }),
      (turns) => {
        const breaker = createBreaker(() => 0)
        let nowMs = 0
        let row = 0
        let lastFailure = 0
        for (const [pause, answers] of turns) {
          nowMs += pause
          if (!breaker.mayCall(nowMs)) {
            assert.ok(row >= 5 && nowMs - lastFailure < 60_000)
            continue
          }
          if (row >= 5) assert.ok(nowMs - lastFailure >= 1_000)
          if (answers) {
            breaker.succeeded()
            row = 0
          } else {
            breaker.failed(nowMs)
            lastFailure = nowMs
            row++
          }
          assert.equal(breaker.isOpen, row >= 5)
        }
      },
    ),
  )
})
