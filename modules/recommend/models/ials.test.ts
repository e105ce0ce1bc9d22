import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type IalsSettings, trainIals } from './ials.ts'
import { mostWanted, openItemSpace } from './item-space.ts'
import { normals } from './normals.ts'
import { pairsOf, transpose } from './pairs.ts'

const settings: IalsSettings = { dims: 16, unseen: 0.05, regular: 0.02, sweeps: 8, seed: 3 }
const groups = 4
const users = 160
const items = 80

/** Each user wants ten of the twenty items of their group, and one of another. */
function plantedTaste(): Set<number>[] {
  const dice = normals(users * 12, 1, 11)
  return Array.from({ length: users }, (_, user) => {
    const roll = (place: number): number => Math.abs(dice[user * 12 + place] ?? 0)
    const own = Array.from(
      { length: 10 },
      (_, at) => (user % groups) + groups * (Math.floor(roll(at) * 1_000) % (items / groups)),
    )
    return new Set([...own, Math.floor(roll(11) * 1_000) % items])
  })
}

const wanted = plantedTaste()
const pairs = pairsOf(wanted, items)
const vectorOf = (factors: { users: Float32Array }, user: number): Float32Array =>
  factors.users.subarray(user * settings.dims, (user + 1) * settings.dims)

test('what lies near a user are the unseen items of their taste', () => {
  for (const kind of ['simd', 'plain'] as const) {
    const factors = trainIals(pairs, settings, kind)
    const space = openItemSpace(factors.items, settings, kind)
    let right = 0
    wanted.forEach((without, user) => {
      const { ids } = space.nearest(vectorOf(factors, user), 5, { without })
      assert.ok([...ids].every((item) => !without.has(item)))
      right += [...ids].filter((item) => item % groups === user % groups).length
    })
    assert.ok(right / (users * 5) > 0.95, `${kind}: ${right / (users * 5)} of them are of the user's group`)
  }
})

test('folding in what a user of the training wanted gives their trained vector', () => {
  const factors = trainIals(pairs, settings)
  const space = openItemSpace(factors.items, settings)
  for (const user of [0, 1, 77, users - 1]) {
    const folded = space.foldIn([...(wanted[user] ?? [])])
    vectorOf(factors, user).forEach((value, k) => assert.ok(Math.abs(value - (folded[k] ?? 9)) < 1e-4))
  }
})

test('the same seed gives the same vectors, another seed others', () => {
  const [one, again, other] = [3, 3, 4].map((seed) => trainIals(pairs, { ...settings, seed }))
  assert.deepEqual(one, again)
  assert.notDeepEqual(one, other)
})

test('somebody who wanted nothing stands nowhere, and lift alone decides', () => {
  const space = openItemSpace(trainIals(pairs, settings).items, settings)
  const nowhere = space.foldIn([])
  assert.ok(nowhere.every((value) => value === 0))
  const lift = Float32Array.from({ length: items }, (_, item) => (item === 33 ? 2 : item === 5 ? 1 : 0))
  assert.deepEqual([...space.nearest(nowhere, 3, { lift }).ids], [33, 5, 0])
  assert.deepEqual([...space.nearest(nowhere, 3, { lift, without: new Set([33, 0]) }).ids], [5, 1, 2])
})

test('too strong a hold is noticed, and so is too long a list', () => {
  assert.throws(() => trainIals(pairs, { ...settings, regular: 1e4 }), /collapsed/)
  const space = openItemSpace(trainIals(pairs, settings).items, settings)
  assert.throws(() => space.foldIn(new Int32Array(mostWanted + 1)), /at most/)
})

test('transposing twice gives the same pairs', () => {
  const twice = transpose(transpose(pairs))
  assert.deepEqual(twice.starts, pairs.starts)
  for (let row = 0; row < pairs.rows; row++) {
    const [from, to] = [pairs.starts[row], pairs.starts[row + 1]]
    assert.deepEqual([...twice.ids.subarray(from, to)].sort(), [...pairs.ids.subarray(from, to)].sort())
  }
})
