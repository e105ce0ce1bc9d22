import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { checkForm, emptyForm, localMinute, mayAllow, postBody, timeBounds } from './post-form.ts'
import { readCredit, readSound } from './read-origin.ts'

const now = new Date('2026-11-23T10:00:00Z')
const later = (ms: number): string => localMinute(new Date(now.getTime() + ms))
const [hour, day] = [3_600_000, 86_400_000]

test('what the server would refuse is said here first', () => {
  assert.equal(checkForm(emptyForm, now), undefined)
  assert.equal(checkForm({ ...emptyForm, caption: '🌅'.repeat(2200) }, now), undefined)
  assert.equal(checkForm({ ...emptyForm, caption: '🌅'.repeat(2201) }, now), 'captionOver')
  assert.equal(checkForm({ ...emptyForm, publishAt: later(-hour) }, now), 'timePast')
  assert.equal(checkForm({ ...emptyForm, publishAt: later(hour) }, now), undefined)
  assert.equal(checkForm({ ...emptyForm, publishAt: later(31 * day) }, now), 'timeFar')
  assert.equal(checkForm({ ...emptyForm, publishAt: 'nonsense' }, now), 'timePast')
})

test('a time is one minute of the person’s own clock, there and back', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
      (at) => {
        assert.equal(localMinute(new Date(localMinute(at))), localMinute(at))
      },
    ),
  )
  const { min, max } = timeBounds(now)
  assert.ok(checkForm({ ...emptyForm, publishAt: min }, now) === undefined)
  assert.ok(checkForm({ ...emptyForm, publishAt: max }, now) === undefined)
})

test('only what was said is posted', () => {
  assert.deepEqual(postBody(emptyForm, 'u'), {
    uploadId: 'u',
    caption: '',
    visibility: 'public',
    allow: { duet: true, stitch: true, remix: true, download: true },
  })
  const said = postBody(
    {
      ...emptyForm,
      publishAt: later(day),
      coverMs: 1234.5,
      credit: { kind: 'duet', videoId: 'v' },
      sound: { soundId: 's', fromMs: 10 },
    },
    'u',
  )
  assert.equal(said.coverMs, 1235)
  assert.equal(new Date(said.publishAt ?? '').getTime(), new Date(later(day)).getTime())
  assert.deepEqual(
    [said.credit, said.sound],
    [
      { kind: 'duet', videoId: 'v' },
      { soundId: 's', fromMs: 10 },
    ],
  )
  assert.equal(postBody({ ...emptyForm, isAgeRestricted: true }, 'u').isAgeRestricted, true)
  assert.deepEqual(
    [
      emptyForm,
      { ...emptyForm, visibility: 'unlisted' as const },
      { ...emptyForm, isAgeRestricted: true },
    ].map(mayAllow),
    [true, false, false],
  )
})

test('an address tells what a clip was made with, or nothing', () => {
  const id = '0199f0a2-7c11-7c00-8000-000000000009'
  assert.deepEqual(readCredit(new URLSearchParams({ credit: `duet:${id}` })), { kind: 'duet', videoId: id })
  assert.deepEqual(readSound(new URLSearchParams({ sound: `${id}:1500` })), { soundId: id, fromMs: 1500 })
  assert.deepEqual(readSound(new URLSearchParams({ sound: id })), { soundId: id, fromMs: 0 })
  for (const credit of ['', 'duet', `else:${id}`, 'duet:no', `duet:${id}x`])
    assert.equal(readCredit(new URLSearchParams({ credit })), undefined, credit)
  assert.equal(readSound(new URLSearchParams({ sound: 'x:1' })), undefined)
})
