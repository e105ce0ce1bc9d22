import assert from 'node:assert/strict'
import test from 'node:test'
import { Autosave, type KeepingState, type Timers } from './autosave.ts'

/** A clock that is moved by hand. */
function hands(): Timers & { pass: (ms: number) => Promise<void> } {
  let now = 0
  let next = 1
  const waiting = new Map<number, { at: number; act: () => void }>()
  return {
    now: () => now,
    set(act, ms) {
      waiting.set(next, { at: now + ms, act })
      return next++
    },
    clear: (timer) => void waiting.delete(timer),
    async pass(ms) {
      const until = now + ms
      for (;;) {
        const due = [...waiting].filter(([, { at }]) => at <= until).sort((a, b) => a[1].at - b[1].at)[0]
        if (!due) break
        waiting.delete(due[0])
        now = Math.max(now, due[1].at)
        due[1].act()
        for (let i = 0; i < 8; i++) await Promise.resolve()
      }
      now = until
    },
  }
}

test('someone who never stops changing still has everything kept within a second', async () => {
  const clock = hands()
  const writes: number[] = []
  const save = new Autosave(
    async () => void writes.push(clock.now()),
    () => undefined,
    clock,
  )
  for (let i = 0; i < 40; i++) {
    save.changed()
    await clock.pass(100)
  }
  await clock.pass(1000)
  assert(writes.length >= 4)
  writes.forEach((at, i) => assert(at - (writes[i - 1] ?? 0) <= 1000, writes.join(' ')))
})

test('one pause, one write; nothing changed, nothing written', async () => {
  const clock = hands()
  let writes = 0
  const states: KeepingState[] = []
  const save = new Autosave(
    async () => {
      writes += 1
    },
    (state) => states.push(state),
    clock,
  )
  save.changed()
  save.changed()
  await clock.pass(2000)
  await save.flush()
  assert.equal(writes, 1)
  assert.deepEqual(states, ['keeping', 'keeping', 'kept'])
})

test('what could not be kept is told, and tried again until it is', async () => {
  const clock = hands()
  let isFull = true
  let writes = 0
  let last: KeepingState | undefined
  const save = new Autosave(
    async () => {
      writes += 1
      if (isFull) throw new Error('full')
    },
    (state) => {
      last = state
    },
    clock,
  )
  save.changed()
  await clock.pass(500)
  assert.equal(last, 'failed')
  isFull = false
  await clock.pass(4000)
  assert.equal(last, 'kept')
  assert.equal(writes, 2)
})

test('a change during a write is written by the next', async () => {
  const clock = hands()
  let value = 'first'
  const seen: string[] = []
  const gate = Promise.withResolvers<void>()
  const save = new Autosave(
    async () => {
      const now = value
      if (seen.length === 0) await gate.promise
      seen.push(now)
    },
    () => undefined,
    clock,
  )
  save.changed()
  const first = save.flush()
  value = 'second'
  save.changed()
  const second = save.flush()
  gate.resolve()
  await Promise.all([first, second])
  assert.deepEqual(seen, ['first', 'second'])
})
