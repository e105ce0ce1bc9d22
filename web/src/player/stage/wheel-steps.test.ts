import assert from 'node:assert/strict'
import test from 'node:test'
import { wheelSteps } from './wheel-steps.ts'

const play = (events: readonly (readonly [number, number])[]): number => {
  const wheel = wheelSteps()
  return events.reduce((sum, [delta, at]) => sum + wheel.turn(delta, at), 0)
}

test('one notch is one clip, in either direction', () => {
  assert.equal(play([[120, 1000]]), 1)
  assert.equal(play([[-120, 1000]]), -1)
})

test('two notches with a breath between are two', () => {
  assert.equal(
    play([
      [120, 1000],
      [120, 1500],
    ]),
    2,
  )
})

test('a trackpad flick with its second-long tail is one', () => {
  const tail = Array.from({ length: 70 }, (_, n) => [Math.max(1, 90 * 0.94 ** n), 1000 + n * 16] as const)
  assert.equal(play(tail), 1)
})

test('a second flick within the tail of the first counts', () => {
  const tail = Array.from({ length: 40 }, (_, n) => [Math.max(1, 90 * 0.9 ** n), 1000 + n * 16] as const)
  assert.equal(play([...tail, [80, 1650], [70, 1666]]), 2)
})

test('a touch of the finger is none', () => {
  assert.equal(play([[3, 1000]]), 0)
})
