import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCatalogue } from './catalogue.ts'
import { aClip, rescore } from './testing.ts'
import { fadingOver, firstHeat, trendOf, warm } from './trend.ts'

test('what is watched at the same pace all the time keeps its heat, from the first look on', () => {
  const perHour = 12
  const heat = firstHeat(perHour * 1_000, 1_000)
  const before = trendOf(heat)
  const fading = fadingOver(0.1)
  for (let step = 1; step <= 600; step++) warm(heat, perHour * 1_000 + (step * perHour) / 10, fading)
  assert.ok(Math.abs(trendOf(heat) / before - 1) < 0.02, `${before} → ${trendOf(heat)}`)
})

test('what is taken back and comes again heats nothing', () => {
  const heat = firstHeat(100, 100)
  const fading = fadingOver(0)
  const before = trendOf(heat)
  for (let turn = 0; turn < 50; turn++) {
    warm(heat, 99, fading)
    warm(heat, 100, fading)
  }
  assert.equal(trendOf(heat), before)
  warm(heat, 103, fading)
  assert.ok(trendOf(heat) > before)
})

test('a rush of this hour stands above what was watched more last week', () => {
  const catalogue = createCatalogue()
  const at = Date.UTC(2026, 7, 22)
  for (const n of [1, 2]) catalogue.put(aClip(n, { createdAt: new Date(at - 200 * 3_600_000) }))
  const look = (hours: number, first: number, second: number): void =>
    rescore(
      catalogue,
      new Map([
        [aClip(1).id, { views: first, likes: 0 }],
        [aClip(2).id, { views: second, likes: 0 }],
      ]),
      new Date(at + hours * 3_600_000),
    )
  look(0, 50_000, 100)
  assert.equal(catalogue.trending[0]?.clip.id, aClip(1).id)
  look(1, 50_000, 9_000)
  assert.equal(catalogue.trending[0]?.clip.id, aClip(2).id)
})
