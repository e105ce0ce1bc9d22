import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { takeTurns } from './turns.ts'

const never = new AbortController().signal

test('never more at once than there are turns, everyone gets one, first come first served', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(3), { maxLength: 20 }),
      async (atOnce, lengths) => {
        const turns = takeTurns(atOnce)
        let running = 0
        const begun: number[] = []
        await Promise.all(
          lengths.map(async (length, index) => {
            const leave = await turns.take(never)
            begun.push(index)
            running++
            assert.ok(running <= atOnce)
            for (let step = 0; step < length; step++) await Promise.resolve()
            running--
            leave()
            leave()
          }),
        )
        assert.deepEqual(begun, [...lengths.keys()])
        assert.equal(running, 0)
      },
    ),
  )
})

test('whoever stops waiting is passed over', async () => {
  const turns = takeTurns(1)
  const leave = await turns.take(never)
  const gone = new AbortController()
  const waiting = turns.take(gone.signal)
  const next = turns.take(never)
  gone.abort(new Error('left'))
  await assert.rejects(waiting, /left/)
  leave()
  ;(await next)()
  await assert.rejects(turns.take(gone.signal), /left/)
})
