import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEvent, aViewer, issueFor, named } from '../../playback/testing.ts'
import { day, house } from './house.ts'

interface Weeks {
  weeks: {
    firstDay: string
    lastDay: string
    report: {
      clips: number
      creators: number
      gini: number | null
      smallCreators: { creators: number; share: number } | null
      hundred: { clips: number; medianMinutes: number } | null
    }
  }[]
}

test('the weekly report says how evenly views were spread, of no fewer than ten creators', async (t) => {
  const { http, hearing, clock, playback, publish, watch, settle } = await house(t)
  const read = async () => (await http.call<Weeks>('GET', '/v1/hearing/weeks')).body.weeks
  await hearing.makeDay()
  const clips = []
  for (let at = 0; at < 9; at++) clips.push(await publish(`clip ${at}`))
  for (const [at, clip] of clips.entries())
    for (let view = 0; view <= at; view++) await watch(`viewer ${view}`, clip, 3)
  await settle()
  assert.deepEqual(await hearing.makeWeeks(), [])
  clock.advance(8 * day)
  assert.deepEqual(await hearing.makeWeeks(), ['2026-11-23'])
  assert.deepEqual(await hearing.makeWeeks(), [])
  const none = { gini: null, smallCreators: null, hundred: null }
  assert.deepEqual((await read())[0]?.report, { clips: 9, creators: 9, ...none })

  // The week after it, with two more creators, each clip of which was seen by a hundred.
  const week = []
  for (let at = 0; at < 11; at++) week.push(await publish(`next ${at}`))
  for (const clip of week) {
    const crowd = Array.from({ length: 100 }, (_, view) => {
      const viewer = aViewer(`crowd ${view}`)
      return { viewer, ticket: issueFor(playback, viewer, clip) }
    })
    clock.advance(2_000)
    await Promise.all(
      crowd.map(({ viewer, ticket }) =>
        playback.ingest(viewer, {
          batchId: named('batch'),
          events: [anEvent(ticket, { ranges: [[0, 2_000]], playedMs: 2_000 })],
        }),
      ),
    )
  }
  await settle()
  clock.advance(7 * day)
  assert.deepEqual(await hearing.makeWeeks(), ['2026-11-30'])
  const [latest, before] = await read()
  assert.deepEqual(
    [latest?.firstDay, latest?.lastDay, before?.firstDay],
    ['2026-11-30', '2026-12-06', '2026-11-23'],
  )
  assert.deepEqual(latest?.report.gini, 0)
  assert.deepEqual(latest?.report.smallCreators, { creators: 11, share: 1 })
  assert.equal(latest?.report.hundred?.clips, 11)
})
