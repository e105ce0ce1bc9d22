import assert from 'node:assert/strict'
import test from 'node:test'
import { forgetChoice, keepChoice, keptChoice } from './gift-choice.ts'

function shelf(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  let kept: string | null = null
  return {
    getItem: () => kept,
    setItem: (_, value) => {
      kept = value
    },
    removeItem: () => {
      kept = null
    },
  }
}
const choice = { path: '/v/1', item: 'rose', count: 3, message: 'Semangat!', unanswered: false }

test('the choice is there for the same clip only, until it is forgotten', () => {
  const on = shelf()
  keepChoice(choice, on)
  assert.deepEqual(keptChoice('/v/1', on), choice)
  assert.equal(keptChoice('/v/2', on), undefined)
  forgetChoice(on)
  assert.equal(keptChoice('/v/1', on), undefined)
})

test('what was meddled with is not a choice', () => {
  for (const count of [0, 1.5, 100, '3']) {
    const on = shelf()
    on.setItem('', JSON.stringify({ ...choice, count }))
    assert.equal(keptChoice('/v/1', on), undefined)
  }
})
