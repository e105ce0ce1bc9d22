import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aLesson } from '../tests/lessons.ts'
import { traitsOf } from './clip-traits.ts'
import { aboutFields, bothFields, clipFields, families, familyOfField, viewerFields } from './families.ts'
import { createFeatures, fieldCount, nobody } from './features.ts'

const sizes = { viewers: 64, clips: 64, crossed: 256 }
const facts = {
  id: 'clip',
  ownerId: 'maker',
  soundId: undefined,
  tags: ['pasar'],
  langs: ['id'],
  durationMs: 9_000,
  createdMs: 0,
}

test('how many follow a creator is no feature, whatever a clip brings along', () => {
  assert.deepEqual(traitsOf({ ...facts, ...{ followers: 9_000_000, likes: 5, views: 7 } }), traitsOf(facts))
  assert.deepEqual(Object.keys(traitsOf(facts)).toSorted(), [
    'clip',
    'durationMs',
    'form',
    'owner',
    'postedMs',
    'secondTag',
    'size',
    'sound',
    'tag',
  ])
})

test('what belongs to the clip or to the viewer alone is the same for every other, and together they are all fields', () => {
  const features = createFeatures(sizes)
  const { occasion } = aLesson(3)
  features.observe(occasion, [1, 1, 0, 1])
  const one = features.of(occasion).slice()
  const other = features.of({ ...occasion, viewer: 7, hour: 3, affinity: 1 }).slice()
  for (const field of [...clipFields, ...aboutFields]) assert.equal(one[field], other[field])
  const traits = aLesson(4).occasion.traits
  const another = features.of({ ...occasion, traits, affinity: 1 }).slice()
  for (const field of viewerFields) assert.equal(one[field], another[field])
  assert.deepEqual(
    [...clipFields, ...viewerFields, ...aboutFields, ...bothFields].toSorted((a, b) => a - b),
    Array.from({ length: fieldCount }, (_, field) => field),
  )
  assert.ok(familyOfField.every((family) => family > 0 && family < families.length))
})

test('of nobody nothing is remembered', () => {
  const features = createFeatures(sizes)
  const { occasion } = aLesson(3)
  const before = features.of({ ...occasion, viewer: nobody }).slice()
  features.observe({ ...occasion, viewer: nobody }, [0.45, 0.3, 0.015, 0.3])
  const after = features.of({ ...occasion, viewer: nobody, atMs: occasion.atMs + 1_000 })
  for (const moment of [46, 47, 48, 49]) assert.equal(after[moment], before[moment])
})
