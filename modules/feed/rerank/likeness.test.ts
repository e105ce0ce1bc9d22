import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nearest } from '../../recommend/index.ts'
import { defaultSettings } from '../../tuning/index.ts'
import { createNumbering, type Traits } from '../traits.ts'
import { chanceOf, eachPlace, isOpen } from './field.ts'
import { likeness, nearnessAlone } from './likeness.ts'
import { openWindow } from './window.ts'

const numbering = createNumbering()
const anyTraits = fc
  .tuple(fc.nat(5), fc.nat(3), fc.uniqueArray(fc.nat(5), { maxLength: 4 }))
  .map(([owner, sound, tags]) =>
    numbering.of({
      owner: { id: `o${owner}` },
      tags: tags.map((tag) => `t${tag}`),
      ...(sound === 0 ? {} : { sound: { id: `s${sound}` } }),
    }),
  )
const cosine = fc.double({ min: 0, max: 1, noNaN: true })

test('likeness lies between 0 and 1, is the same from both ends, and only grows by what viewers say', () => {
  fc.assert(
    fc.property(anyTraits, anyTraits, cosine, cosine, (a, b, one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)]
      assert.equal(likeness(a, b, one), likeness(b, a, one))
      assert.ok(likeness(a, b) <= likeness(a, b, less) && likeness(a, b, less) <= likeness(a, b, more))
      assert.ok(likeness(a, b, more) >= nearnessAlone(more) && likeness(a, b, more) <= 1 + 1e-12)
      assert.equal(likeness(a, b, 0), likeness(a, b), 'where one has no vector it is as without')
    }),
  )
})

test('of tags and of who wanted them, the one counts that says more', () => {
  const [one, other] = ['a', 'b'].map((id) => numbering.of({ owner: { id }, tags: ['kopi', id] }))
  assert.ok(one && other)
  const byTags = 0.4 / 3
  assert.equal(likeness(one, other), byTags)
  assert.equal(likeness(one, other, 0.2), byTags)
  assert.equal(likeness(one, other, 0.5), 0.2)
})

const aPage = fc.record({
  traits: fc.array(anyTraits, { minLength: 2, maxLength: 30 }),
  tried: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
  nearness: fc.uint8Array({ minLength: 40, maxLength: 400 }),
  scores: fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 30, maxLength: 30 }),
  recent: fc.array(anyTraits, { maxLength: 20 }),
  dice: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 10, maxLength: 10 }),
})

test('whatever is near whatever, the rules come first, and the chances of a place sum to 1', () => {
  fc.assert(
    fc.property(aPage, ({ traits, tried, nearness, scores, recent, dice }) => {
      const before = recent.map((one) => ({ traits: one }))
      const window = openWindow(numbering, before)
      const candidates = traits.map((one, at) => ({
        entry: { traits: one },
        trial: tried[at] ? 'fresh' : undefined,
      }))
      const taken = new Set<number>()
      let place = 0
      const laid = {
        candidates,
        scores: Float64Array.from(scores),
        window,
        recent: before,
        sinceTrial: 0,
        near: (step: number) => nearness.subarray(step, step + traits.length),
        rules: { ...defaultSettings.rules, trialPercent: 20, diversity: 1 },
      }
      eachPlace(laid, 10, (field) => {
        const open = traits.map((_, at) => at).filter((at) => isOpen(field, at))
        const breakOf = (at: number): number => window.breakOf(traits[at] ?? assert.fail('it is one'))
        const left = traits.map((_, at) => at).filter((at) => !taken.has(at))
        const least = Math.min(...left.map(breakOf))
        assert.deepEqual(
          open,
          left.filter((at) => breakOf(at) === least),
        )
        const sum = open.reduce((all, at) => all + chanceOf(field, at, true) + chanceOf(field, at, false), 0)
        assert.ok(Math.abs(sum - 1) < 1e-9, `${sum}`)
        const at = open[Math.floor((dice[place++] ?? 0) * open.length)] ?? -1
        taken.add(at)
        return { at, isTrial: false }
      })
      window.close()
    }),
    { numRuns: 200 },
  )
})

test('of two that are as good, the one that is near what was just shown stands back', () => {
  const [shown, near, far] = ['a', 'b', 'c'].map((id) => numbering.of({ owner: { id }, tags: [] }))
  assert.ok(shown && near && far)
  const chances = (row: Uint8Array | undefined): number[] => {
    const window = openWindow(numbering, [{ traits: shown }])
    const found: number[] = []
    const laid = {
      candidates: [near, far].map((traits: Traits) => ({ entry: { traits }, trial: undefined })),
      scores: Float64Array.of(1, 1),
      window,
      recent: [{ traits: shown, number: 7 }],
      sinceTrial: 0,
      near: (step: number, slot: { readonly number?: number | undefined }) => {
        assert.deepEqual([step, slot.number], [0, 7])
        return row
      },
      rules: defaultSettings.rules,
    }
    eachPlace(laid, 1, (field) => {
      found.push(chanceOf(field, 0, false), chanceOf(field, 1, false))
      return undefined
    })
    window.close()
    return found
  }
  assert.deepEqual(chances(undefined), [0.5, 0.5])
  const [one = 0, other = 0] = chances(Uint8Array.of(nearest, 0))
  assert.ok(one < 0.5 * other, `${one} beside ${other}`)
})
