// SPDX-License-Identifier: Apache-2.0
// Laws over random instances: what an honest instance publishes holds, and nothing in it can be changed unnoticed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Sealed, world } from './generate.ts'
import { Draft, type Mutation, mutations } from './tamper.ts'
import { verifyStatement } from './verify.ts'

const shape = fc.record({
  seed: fc.nat(),
  periods: fc.constant(3),
  creators: fc.integer({ min: 1, max: 6 }),
  viewers: fc.integer({ min: 0, max: 7 }),
  monthly: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
})
const json = (file: Sealed) => JSON.stringify(file)

test('300 random periods, each after the other, and every statement of each', async (t) => {
  const count = { documents: 0, statements: 0, ties: 0 }
  await fc.assert(
    fc.asyncProperty(shape, async (form) => {
      let before: string[] = []
      const last = new Map<string, string>()
      for (const { document, statements } of world(form)) {
        const whole = await verifyStatement(json(document), { previous: before })
        assert.deepEqual(whole.failure, undefined)
        assert.equal(whole.ok, true)
        for (const statement of statements) {
          const creator = `${statement.body.creator}`
          const earlier = last.get(creator)
          const report = await verifyStatement(json(statement), {
            previous: earlier ? [...before, earlier] : before,
          })
          assert.deepEqual(report.failure, undefined)
          assert.equal(report.ok, true)
          last.set(creator, json(statement))
          count.statements++
        }
        before = [json(document)]
        count.documents++
      }
    }),
    { numRuns: 100 },
  )
  t.diagnostic(`${count.documents} documents, ${count.statements} statements`)
  assert.equal(count.documents, 300)
})

/** What a statement cannot prove, and only the signature holds (section 1): all else must be caught without it. */
function isInstancesWord({ path, kind }: Mutation, file: Sealed): boolean {
  const words: [RegExp, RegExp][] = [
    [/\.views\.\w+$/, /^(more|less|longer)$/],
    [/\.views$/, /^(extra|without \w+)$/],
    [/\.(timeZone|closedAt)$/, /^(longer|other)$/],
    [/\.(transfer|transfers\.micro|transfers\.whole)$/, /^flipped$/],
    [/[Tt]ree\.leaves$/, /^(more|less|longer)$/], // within the bounds of day-sums and the shape of the proofs
  ]
  if (words.some(([place, change]) => place.test(path) && change.test(kind))) return true
  // A day that brought nothing may be left out: no amount changes, and the number of days is not committed to.
  if (path === 'body.days' && kind === 'shorter') {
    const lastDay = new Draft(file).list(path).length - 1
    return new Draft(file).text(`body.days.${lastDay}.micro`) === '0'
  }
  const day = /days\.(\d+)\.(creator|viewer)Tree\.root$/.exec(path)?.[1]
  if (!day || kind !== 'flipped') return false
  // A tree in which this creator has nothing can only be checked by those who have.
  const draft = new Draft(file)
  const owner = path.startsWith('body.document') ? 'body.document.body' : 'body'
  const name = draft.text(`${owner}.days.${day}.day`)
  return (
    owner === 'body' || !draft.list('body.days').some((_, i) => draft.text(`body.days.${i}.day`) === name)
  )
}

async function everyMutation(file: Sealed, previous: string[], pick: (all: Mutation[]) => Mutation[]) {
  let caught = 0
  for (const mutation of pick(mutations(file))) {
    const draft = new Draft(file)
    mutation.apply(draft)
    const what = `${mutation.path} ${mutation.kind}`
    const plain = await verifyStatement(draft.json(), { previous })
    assert.equal(plain.ok, false, `unsigned: ${what}`)
    assert.ok(plain.failure)
    assert.doesNotMatch(plain.failure.message.en, /could not finish/, what)
    const again = await verifyStatement(draft.signed(), { previous })
    assert.doesNotMatch(again.failure?.message.en ?? '', /could not finish/, what)
    const isUndone = mutation.path.endsWith('signature')
    if (!isUndone && !isInstancesWord(mutation, file)) assert.equal(again.ok, false, `signed again: ${what}`)
    caught++
  }
  return caught
}

test('every change of any single place is caught, even signed again', async (t) => {
  const [before, now] = world({ seed: 4, periods: 2, creators: 3, viewers: 5, monthly: false })
  assert.ok(before && now)
  const [statement] = now.statements
  assert.ok(statement)
  const previous = [json(before.document)]
  t.diagnostic(`${await everyMutation(statement, previous, (all) => all)} changes`)
  const first = before.statements[0]
  assert.ok(first)
  t.diagnostic(`${await everyMutation(first, [], (all) => all)} changes of a first statement`)
})

test('random changes of random statements are caught', async () => {
  await fc.assert(
    fc.asyncProperty(shape, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), async (form, dice) => {
      const [before, now] = world({ ...form, periods: 2, monthly: false })
      if (!before || !now) return
      const pick = (all: Mutation[]) => all.filter((_, i) => dice.some((die) => die % all.length === i))
      for (const statement of now.statements.slice(0, 2))
        await everyMutation(statement, [json(before.document)], pick)
    }),
    { numRuns: 100 },
  )
})
