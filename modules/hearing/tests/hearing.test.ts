import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEvent, aViewer, issueFor, named } from '../../playback/testing.ts'
import { day, hour, house } from './house.ts'

interface Figures {
  today: { guarantee: number; slots: number; uploads: number; days: number } | null
  days: { day: string; guarantee: number; promised: number; inTime: number; waiting: number }[]
  steps: Record<string, number>
  setAside: { device: number; busy: number; young: number }
}

test('what is promised follows from what the days before had to give, and is published with its figures', async (t) => {
  const { http, hearing, clock, publish, watch, settle, standing } = await house(t, {
    LEAST: 0,
    PER_MILLE: 500,
  })
  const read = async () => (await http.call<Figures>('GET', '/v1/hearing')).body
  assert.equal((await read()).today, null)
  await hearing.makeDay()
  await hearing.makeDay()
  assert.deepEqual((await read()).today, {
    ...{ day: '2026-11-23', guarantee: 0, perMille: 500, slots: 0, uploads: 0, days: 0 },
    ...{ promised: 0, inTime: 0, waiting: 0 },
  })
  const first = await publish('first')
  await publish('second')
  for (let at = 0; at < 13; at++) await watch(`viewer ${at}`, first)
  await settle()
  assert.equal((await standing(first))?.promised, 0, 'a promise is not made afterwards')
  clock.advance(day)
  await hearing.makeDay()
  const { today } = await read()
  assert.deepEqual([today?.slots, today?.uploads, today?.days], [13, 2, 1])
  assert.equal(today?.guarantee, 3, 'half of 13 slots for two clips, rounded down')
  assert.equal((await standing(await publish('third')))?.promised, 3)
})

test('a viewer counts once, when judged; an offer does not, and a report twice is one', async (t) => {
  const { hearing, again, playback, clock, publish, watch, settle, standing, viewer } = await house(t)
  const clip = await publish('sunset')
  await settle()
  assert.deepEqual(
    hearing.candidates(viewer('sari'), 5).map((one) => one.videoId),
    [clip.id],
  )
  hearing.shown(clip.id)
  await settle()
  assert.deepEqual((await standing(clip))?.served, 0)

  await watch('sari', clip, 4)
  await watch('sari', clip, 10)
  const budi = aViewer('budi')
  const ticket = issueFor(playback, budi, clip)
  clock.advance(10_000)
  const event = anEvent(ticket, { ranges: [[0, 5_000]], playedMs: 5_000 })
  for (const batch of ['a', 'b']) await playback.ingest(budi, { batchId: named(batch), events: [event] })
  await settle()
  assert.equal((await standing(clip))?.served, 2)
  // The rest of the same view arrives later: it makes the vote a finished one, and no new one.
  await playback.ingest(budi, {
    batchId: named('c'),
    events: [anEvent(ticket, { ranges: [[5_000, 10_000]], playedMs: 5_000 })],
  })
  await playback.judgeDue()
  const other = again()
  await Promise.all([hearing.countDue(), other.countDue()])
  assert.equal(await hearing.countDue(), 0, 'what was counted is not counted again')
  assert.equal((await other.standings([clip.id])).get(clip.id)?.served, 2)
  // Opened from the page of the clip, which one chose oneself.
  const dewi = aViewer('dewi')
  const chosen = playback.issueTicket({
    viewerKey: dewi.viewerKey,
    videoId: clip.id,
    creatorId: clip.ownerId,
    durationMs: 10_000,
    position: 1,
    source: 'video',
  })
  await watch('eko', clip, 1)
  await playback.ingest(dewi, { batchId: named('d'), events: [anEvent(chosen)] })
  await settle()
  assert.equal((await standing(clip))?.served, 3)
})

test('the creator reads where a clip stands, step by step', async (t) => {
  const { clock, hearing, publish, watch, settle, standing } = await house(t, { MOST: 6, LEAST: 6 })
  const [good, poor, late] = [await publish('good'), await publish('poor'), await publish('late')]
  for (let at = 0; at < 4; at++) await watch(`early ${at}`, good)
  await settle()
  assert.deepEqual(await standing(good), {
    ...{ step: 'first', served: 4, goal: 6, promised: 6, kept: null },
    deadline: new Date(Date.parse('2026-11-24T03:00:00Z')),
  })
  // What the middle is must be known from others.
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    const other = await publish(name)
    for (let at = 0; at < 6; at++) await watch(`${name} ${at}`, other, at < 3 ? 10 : 2)
  }
  for (let at = 4; at < 8; at++) await watch(`early ${at}`, good)
  for (let at = 0; at < 8; at++) await watch(`early ${at}`, poor, 1)
  await settle()
  const seen = async () => ({
    good: await standing(good),
    poor: await standing(poor),
    late: await standing(late),
  })
  const now = await seen()
  assert.deepEqual(
    [now.good?.step, now.good?.served, now.good?.goal, now.good?.kept],
    ['second', 8, 30, true],
  )
  assert.deepEqual([now.poor?.step, now.poor?.kept, now.late?.kept], ['resting', true, null])
  clock.advance(25 * hour)
  await hearing.refresh()
  assert.deepEqual((await seen()).late?.kept, false)
  const figures = await hearing.figures()
  assert.deepEqual(figures.steps, { first: 1, second: 1, third: 0, resting: 6, through: 0 })
  clock.advance(14 * day)
  await hearing.tend()
  await hearing.refresh()
  assert.equal((await standing(good))?.step, 'over')
  assert.equal((await hearing.figures()).steps.first, 0)
})

test('copies, private clips and locked owners are not heard; what was taken back keeps its place', async (t) => {
  const { hearing, identity, shelf, announce, account, publish, watch, settle, standing, viewer } =
    await house(t)
  const offered = () => hearing.candidates(viewer('sari'), 9).map((one) => one.videoId)
  const original = await publish('original', { file: 'one file' })
  const copy = await publish('copy', { file: 'one file' })
  const hidden = await publish('hidden', { more: { visibility: 'private' } })
  const owner = await account('nakal.satu')
  const locked = await publish('of the locked', { owner: owner.id })
  await settle()
  assert.deepEqual(offered().toSorted(), [original.id, locked.id].toSorted())
  assert.equal((await standing(copy))?.step, 'copy')
  assert.equal(await standing(hidden), undefined)

  await identity.lockAccount(owner.id)
  await hearing.tend()
  await watch('sari', original)
  await settle()
  assert.deepEqual(offered(), [original.id])
  assert.equal((await standing(locked))?.step, 'locked')

  const video = shelf.get(original.id)
  assert.ok(video)
  const { deadline } = (await standing(original)) ?? {}
  for (const visibility of ['private', 'public'] as const) {
    const changed = { ...video, visibility }
    shelf.set(video.id, changed)
    await announce(changed)
    await settle()
    const now = await standing(original)
    assert.deepEqual([now?.step, now?.served], [visibility === 'private' ? 'withdrawn' : 'first', 1])
    assert.deepEqual(now?.deadline, deadline)
    assert.equal(offered().length, visibility === 'private' ? 0 : 1)
  }
})

test('a clip that was there before the first day is not new, and its file is known', async (t) => {
  const { hearing, shelf, publish, standing, clock } = await house(t)
  const old = await publish('old', { file: 'old file', more: { visibility: 'private' } })
  const video = shelf.get(old.id)
  assert.ok(video)
  shelf.set(old.id, { ...video, visibility: 'public' })
  await hearing.makeDay()
  clock.advance(31 * day)
  await hearing.enrol(old.id)
  assert.equal(await standing(old), undefined)
  const copy = await publish('copy of old', { file: 'old file' })
  assert.equal((await standing(copy))?.step, 'copy')
})

test('a poisoned burst moves a clip by a bounded amount, and is reported', async (t) => {
  const { http, hearing, clock, account, publish, watch, settle, standing } = await house(t, {
    ...{ LEAST: 5, MOST: 5, YOUNG_VOTES: 4, DEVICE_VOTES: 12 },
  })
  const people = await Promise.all(['lama.a', 'lama.b', 'lama.c', 'lama.d'].map(account))
  clock.advance(8 * day)
  const clip = await publish('pushed')
  // One browser, ten accounts: two of them count.
  for (let at = 0; at < 10; at++)
    await watch({ ...aViewer(`puppet ${at}`), deviceKey: named('one phone') }, clip)
  await settle()
  assert.equal((await standing(clip))?.served, 2)
  // Twenty new browsers: their votes weigh as four, and as half of the settled.
  for (let at = 0; at < 20; at++) await watch(`made up ${at}`, clip)
  for (const person of people) await watch({ ...aViewer(person.handle), viewerKey: person.id }, clip, 1)
  await settle()
  const { setAside } = (await http.call<Figures>('GET', '/v1/hearing')).body
  assert.deepEqual(setAside, { device: 8, busy: 0, young: 16 })
  assert.equal((await standing(clip))?.served, 26)
  // One browser that watches everything counts no more than so often a day.
  for (let at = 0; at < 14; at++)
    await watch({ ...aViewer('tireless'), deviceKey: named('tireless') }, await publish(`many ${at}`))
  await settle()
  assert.equal((await hearing.figures()).setAside.busy, 2)
})

test('a like counts with the view it belongs to', async (t) => {
  const { db, account, social, publish, watch, settle } = await house(t)
  const sari = await account('sari.senja')
  const clip = await publish('liked')
  await social.like(sari.id, clip.id)
  await watch({ ...aViewer('sari'), viewerKey: sari.id }, clip, 3)
  await watch('other', clip, 3)
  await settle()
  const { rows } = await db.execute(
    'select young_votes::int as votes, young_finished::int as finished, round(young_liked)::int as liked from hearing.entry',
  )
  assert.deepEqual(rows, [{ votes: 2, finished: 0, liked: 1 }])
})
