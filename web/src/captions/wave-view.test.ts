import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { clockText, readClock } from './clock-text.ts'
import { bothNames, commonLangs, findLangs, langName, readLang } from './lang-names.ts'
import { dropCopy, readCopy, writeCopy } from './local-copy.ts'
import { readWaveform } from '#api/read-waveform.ts'
import { columns, peaksOf } from './peaks.ts'
import { fit, follow, markEvery, msOf, pan, snap, spanOf, xOf, zoom } from './wave-view.ts'

const view = fc.record({
  fromMs: fc.double({ min: -1e5, max: 1e6, noNaN: true }),
  msPerPx: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
})
const width = fc.integer({ min: 50, max: 3000 })
const duration = fc.integer({ min: 1000, max: 3_600_000 })

test('a view never leaves the clip, however it is moved', () => {
  fc.assert(
    fc.property(
      view,
      width,
      duration,
      fc.double({ min: 0.05, max: 20, noNaN: true }),
      fc.integer({ min: -5000, max: 5000 }),
      (given, w, d, factor, px) => {
        for (const one of [
          fit(given, w, d),
          zoom(given, factor, Math.abs(px) % w, w, d),
          pan(given, px, w, d),
        ]) {
          assert.ok(one.fromMs >= 0)
          assert.ok(one.fromMs + spanOf(one, w) <= Math.max(d, spanOf(one, w)) + 1e-6)
        }
      },
    ),
  )
})

test('zooming keeps what is under the finger, within the clip', () => {
  const before = { fromMs: 20_000, msPerPx: 20 }
  const after = zoom(before, 2, 150, 300, 60_000)
  assert.equal(msOf(after, 150), msOf(before, 150))
  assert.equal(xOf(after, msOf(after, 77)), 77)
  assert.deepEqual(follow(before, 21_000, 300, 60_000), before)
  assert.equal(xOf(follow(before, 40_000, 300, 60_000), 40_000), 75)
  assert.equal(markEvery({ fromMs: 0, msPerPx: 10 }), 1000)
})

test('a moment snaps to the nearest that is near enough', () => {
  assert.equal(snap(105, [0, 100, 109], 8), 109)
  assert.equal(snap(105, [0, 100], 4), 105)
})

test('peaks are read from the server’s form and from samples', () => {
  const made = readWaveform({ rate: 50, peaks: btoa(String.fromCharCode(0, 127, 129, 64)) })
  assert.deepEqual(made?.rate, 50)
  assert.deepEqual(
    [...(made?.values ?? [])].map((one) => Math.round(one * 100)),
    [0, 100, 100, 50],
  )
  for (const broken of [null, {}, { rate: 0, peaks: '' }, { rate: 1, peaks: '%' }, { rate: '1', peaks: '' }])
    assert.equal(readWaveform(broken), undefined)
  const samples = peaksOf([Float32Array.of(0, 0.5, -0.25, 0.1), Float32Array.of(0, 0, -0.75, 0)], 4, 2)
  assert.deepEqual([...samples.values], [0.5, 0.75])
  assert.deepEqual([...columns(samples, 0, 1000, 2)], [0.5, 0.75])
  assert.deepEqual([...columns(samples, -1000, 3000, 4)], [0, 0.75, 0, 0])
})

test('a moment is written and read again', () => {
  fc.assert(fc.property(fc.nat({ max: 86_000_000 }), (ms) => assert.equal(readClock(clockText(ms)), ms)))
  assert.equal(clockText(62_500), '1:02.500')
  assert.equal(readClock('62,5'), 62_500)
  for (const wrong of ['', 'a', '1:75', '-1', '1:2:3:4']) assert.equal(readClock(wrong), undefined, wrong)
})

test('languages are named in both languages and found by either', () => {
  assert.equal(bothNames('jv', 'id'), 'Jawa · Javanese')
  assert.equal(langName('id', 'en'), 'Indonesian')
  assert.deepEqual(findLangs('java', 'id'), ['jv'])
  assert.deepEqual(findLangs('jepa', 'en'), ['ja'])
  assert.deepEqual(findLangs('tet', 'id'), ['tet'], 'any code can be chosen')
  assert.equal(bothNames('mad', 'en'), 'Madurese · Madura')
  assert.deepEqual(findLangs('', 'id'), [...commonLangs])
  assert.deepEqual(findLangs('sv-se', 'id'), ['sv-SE'])
  assert.equal(readLang('in'), 'id')
  assert.equal(readLang('klingon'), undefined)
  for (const code of commonLangs) assert.notEqual(langName(code, 'id'), code, `${code} has a name`)
})

test('a copy on this device is read as it was written, and a broken one is none', () => {
  const kept = new Map<string, string>()
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  const cues = [{ id: 'a', startMs: 1, endMs: 2, text: 'ya' }]
  assert.equal(readCopy(store, 'v', 'id'), undefined)
  assert.ok(writeCopy(store, 'v', 'id', { revision: 3, published: false, cues, at: 9 }))
  assert.deepEqual(readCopy(store, 'v', 'id'), {
    revision: 3,
    published: false,
    cues: [{ startMs: 1, endMs: 2, text: 'ya' }],
    at: 9,
  })
  dropCopy(store, 'v', 'id')
  assert.equal(readCopy(store, 'v', 'id'), undefined)
  for (const broken of ['{', 'null', '{"revision":1}', '{"revision":1,"published":true,"at":1,"cues":3}']) {
    store.setItem('panggung.captions.v.id', broken)
    assert.equal(readCopy(store, 'v', 'id'), undefined)
  }
  const full = { ...store, setItem: () => assert.fail('full') }
  assert.equal(writeCopy(full, 'v', 'id', { revision: 3, published: false, cues, at: 9 }), false)
})
