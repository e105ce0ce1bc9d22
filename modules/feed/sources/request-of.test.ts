import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { noWishes, type Wishes } from '../../tastes/index.ts'
import { createCatalogue } from '../catalogue.ts'
import { aClip, settingsTrying } from '../testing.ts'
import { newMemory } from '../viewers.ts'
import { requestOf } from './request-of.ts'

const some = fc.subarray([1, 2, 3, 4])
const anyWishes: fc.Arbitrary<Partial<Wishes>> = fc.oneof(
  fc.record({ isAdult: fc.boolean() }),
  fc.record({
    isAdult: fc.boolean(),
    creators: some.map((all) => new Set(all.map((n) => aClip(n).owner.id))),
    videos: some.map((all) => new Set(all.map((n) => aClip(n).id))),
    words: fc.subarray(['kopi', 'teh']),
  }),
)
const anyClip = fc.record({
  owner: fc.integer({ min: 1, max: 4 }),
  audience: fc.constantFrom('everyone', 'some'),
  isAgeRestricted: fc.boolean(),
  tag: fc.constantFrom('kopi', 'teh', 'bola'),
})

test('a clip that lists bring is offered exactly where it is for everyone, new, and nothing speaks against it', () => {
  fc.assert(
    fc.property(
      fc.array(anyClip, { minLength: 1, maxLength: 12 }),
      anyWishes,
      some,
      some,
      fc.integer({ min: 0, max: 4 }),
      (clips, change, seen, taken, me) => {
        const catalogue = createCatalogue()
        clips.forEach(({ owner, audience, isAgeRestricted, tag }, n) =>
          catalogue.put(
            aClip(n, {
              owner: aClip(owner).owner,
              audience,
              tags: [tag],
              ...(isAgeRestricted ? { isAgeRestricted } : {}),
            }),
          ),
        )
        catalogue.remove(aClip(0).id)
        const wishes = { ...noWishes, ...change, version: 1 }
        const request = requestOf(
          {
            viewerKey: aClip(me).owner.id,
            accountId: null,
            lang: 'id',
            tab: 'for-you',
            memory: newMemory(seen),
            wishes,
            tuned: settingsTrying(15),
            count: 10,
            nowMs: 0,
            taken: new Set(taken),
          },
          catalogue,
        )
        for (let number = -1; number <= clips.length + 2_000; number += number > clips.length ? 900 : 1) {
          const clip = catalogue.numbered(number)?.clip
          const expected =
            clip?.audience === 'everyone' &&
            !seen.includes(number) &&
            !taken.includes(number) &&
            clip.owner.id !== aClip(me).owner.id &&
            (clip.isAgeRestricted === undefined || wishes.isAdult) &&
            !wishes.creators.has(clip.owner.id) &&
            !wishes.videos.has(clip.id) &&
            !clip.tags.some((tag) => wishes.words.includes(tag))
          assert.equal(request.isOffered(number), expected)
        }
      },
    ),
    { numRuns: 300 },
  )
})
