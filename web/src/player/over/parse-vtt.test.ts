import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cuesAt, parseVtt } from './parse-vtt.ts'

test('cues with and without names, hours, settings, marks and entities', () => {
  const cues = parseVtt(
    '\ufeffWEBVTT - judul\r\n\r\nNOTE bukan teks\r\n\r\n1\r\n00:01.000 --> 00:02.500 align:start\r\n<v Sari>Selamat &amp; <i>senja</i>\r\n\r\n' +
      '01:00:00.000 --> 01:00:01.000\nbaris satu\nbaris dua\n',
  )
  assert.deepEqual(cues, [
    { startMs: 1000, endMs: 2500, text: 'Selamat & senja' },
    { startMs: 3_600_000, endMs: 3_601_000, text: 'baris satu\nbaris dua' },
  ])
})

test('what is said at a moment', () => {
  const cues = parseVtt('WEBVTT\n\n00:00.000 --> 00:02.000\na\n\n00:01.000 --> 00:03.000\nb')
  assert.equal(cuesAt(cues, 500), 'a')
  assert.equal(cuesAt(cues, 1500), 'a\nb')
  assert.equal(cuesAt(cues, 2000), 'b')
  assert.equal(cuesAt(cues, 3000), '')
})

test('any text is read or left out, never thrown at', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      for (const cue of parseVtt(`WEBVTT\n\n${text}`)) assert.ok(cue.endMs > cue.startMs && cue.text !== '')
    }),
  )
})
