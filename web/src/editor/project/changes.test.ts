import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { type Change, changed } from './changes.ts'
import { faultsOf, trimmed } from './check-project.ts'
import { filterOf, FILTER_NAMES, joined, strengthOf } from './filters.ts'
import { amended, done, historyOf, redone, settled, undone } from './history.ts'
import { newProject, type Project, shotOf, textLayer } from './project.ts'
import { COVERED, isSafe, SAFE } from './safe-zones.ts'
import { aChange, begun, PARTS, someChanges } from './testing.ts'
import { clipMsOf, durationMs, exactDurationMs, marksOf, placeAt, shotMs, snap, spansOf } from './timeline.ts'

const after = (changes: readonly Change[]): Project => changes.reduce(changed, begun)
const shot = (id: string, part: number, stretch?: { fromMs: number; toMs: number }): Change => {
  const from = PARTS[part]
  assert(from)
  return { do: 'shot-add', shot: shotOf(from, id, stretch) }
}

test('every change leaves a valid project, whatever it is asked', () => {
  fc.assert(
    fc.property(someChanges, (changes) => {
      assert.deepEqual(faultsOf(after(changes)), [])
    }),
    { numRuns: 400 },
  )
})

test('a change that changes nothing gives the very same project', () => {
  fc.assert(
    fc.property(someChanges, aChange, (changes, change) => {
      const before = after(changes)
      const next = changed(before, change)
      if (next !== before) assert.notDeepEqual(next, before)
    }),
    { numRuns: 300 },
  )
})

test('undo takes back what was done, redo does it again, step by step', () => {
  fc.assert(
    fc.property(someChanges, fc.integer({ min: 0, max: 30 }), (changes, back) => {
      let history = historyOf(begun)
      const seen = [begun]
      for (const change of changes) {
        history = done(history, change, change.do)
        if (history.now !== seen.at(-1)) seen.push(history.now)
      }
      const steps = Math.min(back, seen.length - 1)
      for (let i = 0; i < steps; i++) history = undone(history)
      assert.equal(history.now, seen[seen.length - 1 - steps])
      for (let i = 0; i < steps; i++) history = redone(history)
      assert.equal(history.now, seen.at(-1))
      assert.equal(redone(history), history)
    }),
    { numRuns: 300 },
  )
})

test('shots follow one another without gaps, and the clip is as long as they are together', () => {
  fc.assert(
    fc.property(someChanges, (changes) => {
      const project = after(changes)
      let at = 0
      for (const { startMs, endMs, shot: one } of spansOf(project)) {
        assert.equal(startMs, at)
        assert(endMs > startMs)
        assert(Math.abs(endMs - startMs - shotMs(one)) < 1e-6)
        at = endMs
      }
      assert.equal(durationMs(project), Math.round(at))
    }),
  )
})

test('each moment of the clip is one moment of one part, and back', () => {
  fc.assert(
    fc.property(someChanges, fc.double({ min: 0, max: 1, noNaN: true }), (changes, share) => {
      const project = after(changes)
      const ms = exactDurationMs(project) * share
      const place = placeAt(project, ms)
      if (project.shots.length === 0) return assert.equal(place, undefined)
      assert(place)
      assert(place.partMs >= place.shot.fromMs && place.partMs <= place.shot.toMs)
      const back = clipMsOf(project, place.shot.id, place.partMs)
      assert(back !== undefined && Math.abs(back - ms) < 1e-6)
    }),
  )
})

test('a split changes nothing that is seen, and a join takes it back', () => {
  fc.assert(
    fc.property(someChanges, fc.double({ min: 0, max: 1, noNaN: true }), (changes, share) => {
      const project = after(changes)
      const atMs = durationMs(project) * share
      const cut = changed(project, { do: 'shot-split', atMs, newId: 'new' })
      if (cut === project) return
      assert.equal(cut.shots.length, project.shots.length + 1)
      assert(Math.abs(exactDurationMs(cut) - exactDurationMs(project)) < 1e-6)
      const first = cut.shots[cut.shots.findIndex(({ id }) => id === 'new') - 1]
      assert(first)
      assert.deepEqual(changed(cut, { do: 'shot-join', shot: first.id }), project)
    }),
    { numRuns: 300 },
  )
})

test('moving a shot changes the order and not the length; taking it out shortens by its length', () => {
  fc.assert(
    fc.property(someChanges, fc.nat(), fc.nat(10), (changes, pick, to) => {
      const project = after(changes)
      const one = project.shots[pick % Math.max(1, project.shots.length)]
      if (!one) return
      const moved = changed(project, { do: 'shot-move', shot: one.id, to })
      assert(Math.abs(exactDurationMs(moved) - exactDurationMs(project)) < 1e-6)
      assert.deepEqual(new Set(moved.shots), new Set(project.shots))
      const without = changed(project, { do: 'shot-remove', shot: one.id })
      assert(Math.abs(exactDurationMs(without) - exactDurationMs(project) + shotMs(one)) < 1e-6)
    }),
  )
})

test('what lies over one shot goes where the shot goes; what spans several stays', () => {
  const project = after([
    shot('a', 0, { fromMs: 0, toMs: 4000 }),
    shot('b', 1, { fromMs: 1000, toMs: 3000 }),
    { do: 'layer-add', layer: textLayer('over', 'pasar', { startMs: 4500, endMs: 5500 }) },
    { do: 'layer-add', layer: textLayer('across', 'senja', { startMs: 3000, endMs: 5000 }) },
  ])
  const times = (of: Project): unknown => of.layers.map(({ id, startMs, endMs }) => [id, startMs, endMs])
  assert.deepEqual(times(changed(project, { do: 'shot-move', shot: 'b', to: 0 })), [
    ['over', 500, 1500],
    ['across', 3000, 5000],
  ])
  assert.deepEqual(times(changed(project, { do: 'shot-look', shot: 'a', look: { speed: 2 } })), [
    ['over', 2500, 3500],
    ['across', 3000, 5000],
  ])
  assert.deepEqual(times(changed(project, { do: 'shot-trim', shot: 'b', fromMs: 1200 })), [
    ['over', 4300, 5300],
    ['across', 3000, 5000],
  ])
})

test('one drag is one step; after it is let go the next is another', () => {
  let history = historyOf(after([shot('a', 0)]))
  const first = history.now
  const drag = (toMs: number): void => {
    history = done(history, { do: 'shot-trim', shot: 'a', toMs }, 'trim', 'trim a')
  }
  drag(9000)
  drag(8000)
  drag(7000)
  history = settled(history)
  drag(6000)
  assert.deepEqual(
    history.past.map(({ label }) => label),
    ['trim', 'trim'],
  )
  history = undone(history)
  assert.equal(history.now.shots[0]?.toMs, 7000)
  history = undone(history)
  assert.equal(history.now, first)
  assert.equal(undone(history), history)
})

test('what becomes known of a part is known in every step', () => {
  let history = done(historyOf(begun), shot('a', 0), 'add')
  history = amended(history, 'beach', { uploadId: '0198f0e2-7c1a-7000-8000-000000000001' })
  for (const project of [history.now, undone(history).now])
    assert.equal(project.parts[0]?.uploadId, '0198f0e2-7c1a-7000-8000-000000000001')
})

test('several changes in one step are taken back together', () => {
  const both: Change = { do: 'all', changes: [shot('a', 0), { do: 'background', colour: '#FFB000' }] }
  const history = done(historyOf(begun), both, 'begin')
  assert.equal(history.now.background, '#ffb000')
  assert.equal(undone(history).now, begun)
})

test('dragging snaps to the nearest edge within reach, never to itself', () => {
  const project = after([shot('a', 0, { fromMs: 0, toMs: 4000 }), shot('b', 1)])
  assert.deepEqual(snap(3950, marksOf(project), 80).ms, 4000)
  assert.deepEqual(snap(3900, marksOf(project), 80), { ms: 3900 })
  const withText = changed(project, {
    do: 'layer-add',
    layer: textLayer('t', 'x', { startMs: 3960, endMs: 5000 }),
  })
  assert.equal(snap(3950, marksOf(withText), 80).ms, 3960)
  assert.equal(snap(3950, marksOf(withText, 't'), 80).ms, 4000)
})

test('filters: none is nothing, half is half, grey stays grey in mono, and two join as they would in a row', () => {
  for (const name of FILTER_NAMES) {
    assert.deepEqual(filterOf(name, 0).matrix, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])
    assert.equal(strengthOf(filterOf(name, 0.5)), 0.5)
    assert(filterOf(name).matrix.every((value) => Math.abs(value) <= 4))
  }
  const mono = filterOf('mono').matrix
  for (const row of [0, 1, 2]) {
    const sum = mono.slice(row * 4, row * 4 + 3).reduce((total, value) => total + value, 0)
    assert(Math.abs(sum - 1) < 1e-3)
  }
  const twice = joined(filterOf('mono').matrix, filterOf('mono').matrix)
  twice.forEach((value, index) => assert(Math.abs(value - (mono[index] ?? 0)) < 1e-3))
})

test('the safe zone is covered by nothing', () => {
  const centre = { x: SAFE.x + SAFE.width / 2, y: SAFE.y + SAFE.height / 2 }
  assert.equal(isSafe(centre, SAFE), true)
  for (const zone of COVERED)
    assert.equal(isSafe({ x: zone.x + zone.width / 2, y: zone.y + zone.height / 2 }, zone), false)
})

test('what nothing uses is left out when a project is put away', () => {
  const project = after([shot('a', 1)])
  assert.deepEqual(
    trimmed(project).parts.map(({ id }) => id),
    ['market'],
  )
  assert.deepEqual(faultsOf(trimmed(project)), [])
})

test('a project from elsewhere that is wrong is told apart', () => {
  const good = after([shot('a', 1)])
  const bad: Project[] = [
    { ...newProject(), width: 1081 },
    { ...good, parts: [] },
    { ...good, shots: [...good.shots, ...good.shots] },
    { ...good, shots: good.shots.map((one) => ({ ...one, toMs: 5000 })) },
    { ...good, frame: { kind: 'side', other: 'photo', otherVolume: 1, own: 'left' } },
    { ...good, background: 'blue' },
  ]
  for (const project of bad) assert.notDeepEqual(faultsOf(project), [])
})
