import assert from 'node:assert/strict'
import test from 'node:test'
import { nameOf, readField, rebased, settingsFrom, type Settings, typedFrom } from './fields.ts'

const settings: Settings = {
  weights: {
    finish: 0.3,
    watch: 0.25,
    like: 0.5,
    share: 2,
    follow: 4,
    rewatch: 1,
    unwanted: -40,
    skip: -0.2,
  },
  rules: { perCreatorIn20: 2, perSoundIn20: 2, perTagIn10: 4, trialPercent: 15, diversity: 0.3 },
}
const wide = { min: -500, max: 100, whole: false }
const names = [
  ...Object.keys(settings.weights).map((one) => `weights.${one}`),
  ...Object.keys(settings.rules).map((one) => `rules.${one}`),
]
const bounds = Object.fromEntries(names.map((name) => [name, wide]))

test('what is typed is what is published, and back', () => {
  assert.deepEqual(settingsFrom(typedFrom(settings), bounds), settings)
  assert.ok(names.every((name) => nameOf(name)))
})

test('a number is read with a point or a comma, within its bounds', () => {
  assert.equal(readField('0,5', wide), 0.5)
  assert.equal(readField(' −40 ', wide), -40)
  assert.equal(readField('3', { min: 1, max: 5, whole: true }), 3)
  for (const bad of ['', 'x', '1.5', '0', '6', '1e3', '--1'])
    assert.equal(readField(bad, { min: 1, max: 5, whole: true }), undefined, bad)
  assert.equal(settingsFrom({ ...typedFrom(settings), like: 'x' }, bounds), undefined)
})

test('where somebody else published, what was not touched follows, and what was stays', () => {
  const base = typedFrom(settings)
  const theirs = { ...base, share: '3', like: '1' }
  assert.deepEqual(rebased({ ...base, like: '0,7' }, base, theirs), { ...theirs, like: '0,7' })
  assert.deepEqual(rebased({ ...base, like: '0,50' }, base, theirs), theirs)
})
