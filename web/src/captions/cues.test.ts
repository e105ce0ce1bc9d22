import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { adviseAll, readingSpeed } from './check-cues.ts'
import {
  addAt,
  besideOf,
  type Cues,
  cueMinMs,
  cuesAt,
  type EditCue,
  inOrder,
  mergeWithNext,
  moveTo,
  removeCue,
  setEdge,
  setText,
  splitAt,
  splitText,
} from './cues.ts'
import { apply, begin, redo, settle, stepsMax, undo } from './history.ts'

const durationMs = 60_000
const list = fc
  .array(
    fc.record({
      startMs: fc.nat({ max: durationMs - 200 }),
      length: fc.integer({ min: cueMinMs, max: 5_000 }),
      text: fc.lorem(),
    }),
    { maxLength: 8 },
  )
  .map((raw) =>
    inOrder(
      raw.map(({ startMs, length, text }, at) => ({
        id: `c${at}`,
        startMs,
        endMs: Math.min(durationMs, startMs + length),
        text,
      })),
    ),
  )
const moment = fc.integer({ min: -1_000, max: durationMs + 1_000 })
const id = fc.constantFrom('c0', 'c1', 'c2', 'c5', 'nobody')
const change = fc.oneof(
  fc.record({ id, ms: moment }).map(
    ({ id: one, ms }) =>
      (cues: Cues) =>
        moveTo(cues, one, ms, durationMs),
  ),
  fc.record({ id, ms: moment, edge: fc.constantFrom('start' as const, 'end' as const) }).map(
    ({ id: one, ms, edge }) =>
      (cues: Cues) =>
        setEdge(cues, one, edge, ms, durationMs),
  ),
  fc.record({ id, text: fc.lorem() }).map(
    ({ id: one, text }) =>
      (cues: Cues) =>
        setText(cues, one, text),
  ),
  id.map((one) => (cues: Cues) => removeCue(cues, one)),
  id.map((one) => (cues: Cues) => mergeWithNext(cues, one)),
  fc.record({ id, ms: moment }).map(
    ({ id: one, ms }) =>
      (cues: Cues) =>
        splitAt(cues, one, `new-${ms}`, ms),
  ),
  moment.map((ms) => (cues: Cues) => addAt(cues, `added-${ms}`, ms, durationMs)),
)

const sound = (cues: Cues): void => {
  for (const [at, cue] of cues.entries()) {
    assert.ok(Number.isInteger(cue.startMs) && Number.isInteger(cue.endMs))
    assert.ok(cue.startMs >= 0 && cue.endMs <= durationMs && cue.endMs > cue.startMs, JSON.stringify(cue))
    const before = cues[at - 1]
    if (before) assert.ok(before.startMs <= cue.startMs, 'in order')
  }
}

test('whatever is done, cues stay inside the clip, in order, and longer than nothing', () => {
  fc.assert(
    fc.property(list, fc.array(change, { maxLength: 20 }), (cues, changes) => {
      let now: Cues = cues
      for (const one of changes) {
        now = one(now)
        sound(now)
      }
    }),
  )
})

test('undo takes back exactly what was done, redo does it again', () => {
  fc.assert(
    fc.property(list, fc.array(change, { minLength: 1, maxLength: 20 }), (cues, changes) => {
      const states = [begin<Cues>(cues)]
      for (const one of changes) {
        const last = states.at(-1)
        assert.ok(last)
        states.push(apply(last, one(last.present)))
      }
      const end = states.at(-1)
      assert.ok(end)
      let back = end
      for (let steps = end.past.length; steps > 0; steps--) back = undo(back)
      assert.equal(back.present, cues)
      assert.equal(undo(back), back, 'there is nothing before the beginning')
      let forth = back
      for (let steps = back.future.length; steps > 0; steps--) forth = redo(forth)
      assert.equal(forth.present, end.present)
      assert.equal(redo(forth), forth)
    }),
  )
})

test('a word that is typed is one step; what comes after it is another', () => {
  let history = begin('')
  for (const text of ['S', 'Se', 'Sen']) history = apply(history, text, 'text c1')
  assert.equal(undo(history).present, '')
  history = apply(settle(history), 'Senja', 'text c1')
  assert.equal(undo(history).present, 'Sen')
  assert.equal(apply(history, 'Senja'), history, 'no change is no step')
  for (let at = 0; at < stepsMax + 50; at++) history = apply(history, `${at}`)
  assert.equal(history.past.length, stepsMax)
})

const cue = (id: string, startMs: number, endMs: number, text = ''): EditCue => ({ id, startMs, endMs, text })

test('splitting shares the text by time, merging brings it together', () => {
  const cues = [cue('a', 0, 4000, 'Selamat pagi dari Losari yang cerah')]
  const apart = splitAt(cues, 'a', 'b', 2000)
  assert.deepEqual(apart, [cue('a', 0, 2000, 'Selamat pagi dari'), cue('b', 2000, 4000, 'Losari yang cerah')])
  const together = mergeWithNext(apart, 'a')
  assert.deepEqual(together, [cue('a', 0, 4000, 'Selamat pagi dari\nLosari yang cerah')])
  assert.equal(splitAt(cues, 'a', 'b', 50), cues, 'too near to the edge')
  assert.equal(mergeWithNext(cues, 'a'), cues, 'there is none after the last')
  assert.deepEqual(splitText('halo', 0.5), ['halo', ''])
})

test('a new cue takes the room that there is', () => {
  const cues = [cue('a', 1000, 2000), cue('b', 2500, 3000)]
  assert.deepEqual(
    addAt(cues, 'n', 2000, 10_000).find(({ id: one }) => one === 'n'),
    cue('n', 2000, 2500),
  )
  assert.deepEqual(
    addAt(cues, 'n', 3000, 10_000).find(({ id: one }) => one === 'n'),
    cue('n', 3000, 5000),
  )
  assert.deepEqual(addAt(cues, 'n', 20_000, 10_000).at(-1), cue('n', 9900, 10_000))
  assert.equal(addAt([], 'n', 0, 50).length, 0)
})

test('what is said at a moment, and beside it in another language', () => {
  const cues = [cue('a', 0, 2000, 'a'), cue('b', 1000, 3000, 'b')]
  assert.deepEqual(
    cuesAt(cues, 1500).map(({ text }) => text),
    ['a', 'b'],
  )
  assert.deepEqual(cuesAt(cues, 3000), [])
  assert.equal(besideOf(cues, cue('x', 100, 900)), 'a')
  assert.equal(besideOf(cues, cue('x', 2200, 2900)), 'b')
  assert.equal(besideOf(cues, cue('x', 0, 3000)), 'a\nb')
  assert.equal(besideOf(cues, cue('x', 5000, 6000)), '')
})

test('advice: too fast, overlapping, too short, too long', () => {
  const advice = adviseAll([
    cue('fast', 0, 1000, 'x'.repeat(21)),
    cue('fine', 1000, 2000, 'x'.repeat(20)),
    cue('first', 2000, 4000, 'a'),
    cue('second', 3000, 5000, 'b'),
    cue('short', 5000, 5300, 'a'),
    cue('long', 6000, 10_000, `${'x'.repeat(43)}`),
    cue('tall', 10_000, 14_000, 'a\nb\nc'),
    cue('empty', 14_000, 14_200, ''),
  ])
  const said = Object.fromEntries(
    [...advice].map(([id, one]) => [
      id,
      Object.entries(one)
        .filter(([, is]) => is)
        .map(([name]) => name),
    ]),
  )
  assert.deepEqual(said, {
    fast: ['fast'],
    first: ['overlaps'],
    second: ['overlaps'],
    short: ['short'],
    long: ['long'],
    tall: ['long'],
  })
  assert.equal(readingSpeed(cue('a', 0, 1000, '👩‍👩‍👧'.normalize())), 5)
  assert.equal(readingSpeed(cue('a', 0, 2000, ' a \n b ')), 1.5)
})
