/** The laws of reading and writing: what is written comes back, and no bytes whatever are more than a refusal. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Cue, inOrder } from '../caption.ts'
import { cleanText } from './clean-text.ts'
import { checkCues, fitCues } from './fit-cues.ts'
import { parseFile, parseText } from './parse-file.ts'
import { textProblem } from './problem.ts'
import { writeFile, writeSrt, writeVtt } from './write-file.ts'

const limits = { maxCues: 5_000 }
const bytes = (text: string) => new TextEncoder().encode(text)
const read = (text: string) => parseFile(bytes(text), limits)
const cuesOf = (text: string): Cue[] => {
  const parsed = read(text)
  assert.equal(parsed.kind, 'cues', JSON.stringify(parsed))
  return parsed.kind === 'cues' ? parsed.cues : []
}
const problem = (text: string | Uint8Array) => {
  const parsed = parseFile(typeof text === 'string' ? bytes(text) : text, limits)
  assert.equal(parsed.kind, 'problem', JSON.stringify(parsed))
  return parsed.kind === 'problem' ? [parsed.line, parsed.code] : []
}

/** Signs that a parser may trip over, among everything else. */
const nasty = fc.constantFrom(
  '<i>',
  '</b>',
  '<3',
  '<v Sari>',
  '<00:00:01.000>',
  '&amp;',
  '&lt;',
  '&',
  '-->',
  '--&gt;',
  '{\\an8}',
  '{\\',
  '}',
  '7',
  'NOTE',
  'STYLE',
  'WEBVTT',
  '00:00:01,000 --> 00:00:02,000',
  '\u00a0',
  '\ufeff',
  '\u200f',
  '\t',
  '\r',
  '\n',
  '\n\n',
  '👩‍👩‍👧',
)
const text = fc
  .array(
    fc.oneof(
      nasty,
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) => cleanText(parts.join('')))
  .filter((one) => one !== '' && textProblem(one) === undefined)
const cue = fc
  .record({ startMs: fc.nat({ max: 20_000_000 }), length: fc.integer({ min: 1, max: 60_000 }), text })
  .map(({ startMs, length, text: said }): Cue => ({ startMs, endMs: startMs + length, text: said }))
const track = fc.array(cue, { minLength: 1, maxLength: 12 }).map(inOrder)

test('what is written as WebVTT or SRT is read again as it was', () => {
  fc.assert(
    fc.property(track, fc.constantFrom('vtt' as const, 'srt' as const), (cues, format) => {
      const parsed = read(writeFile(cues, format))
      assert.deepEqual(parsed, { kind: 'cues', format, cues })
    }),
    { numRuns: 1_500 },
  )
})

test('line ends, a byte order mark and UTF-16 change nothing', () => {
  fc.assert(
    fc.property(track, (cues) => {
      const srt = writeSrt(cues)
      const wide = new Uint8Array(Buffer.from(`\ufeff${srt}`, 'utf16le'))
      const swapped = wide.slice()
      for (let at = 0; at + 1 < swapped.length; at += 2) {
        swapped[at] = wide[at + 1] ?? 0
        swapped[at + 1] = wide[at] ?? 0
      }
      const forms = [
        bytes(srt.replaceAll('\n', '\r\n')),
        bytes(srt.replaceAll('\n', '\r')),
        bytes(`\ufeff${srt}`),
      ]
      for (const form of [...forms, wide, swapped])
        assert.deepEqual(parseFile(form, limits), { kind: 'cues', format: 'srt', cues })
    }),
  )
})

test('cleaning twice is cleaning once', () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (one) => {
      assert.equal(cleanText(cleanText(one)), cleanText(one))
    }),
  )
})

test('any bytes end as cues or as a refusal, never as an exception', () => {
  const line = fc.oneof(
    nasty,
    fc.constantFrom(
      '1',
      '',
      '00:00:01,000 --> 00:00:00,500',
      '-00:00:01,000 --> 00:00:02,000',
      '00:99 --> 1',
    ),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(line, { maxLength: 30 }).map((lines) => bytes(lines.join('\n'))),
        fc.array(line, { maxLength: 30 }).map((lines) => bytes(`WEBVTT\n\n${lines.join('\n')}`)),
      ),
      (given) => {
        const parsed = parseFile(given, limits)
        if (parsed.kind === 'problem') assert.ok(parsed.line >= 1 && Number.isInteger(parsed.line))
        if (parsed.kind !== 'cues') return
        for (const one of parsed.cues) {
          assert.ok(one.startMs >= 0 && one.endMs > one.startMs)
          assert.equal(one.text, cleanText(one.text))
          assert.notEqual(one.text, '')
        }
        // And what was read can be written and read again.
        assert.deepEqual(parseText(writeVtt(parsed.cues), limits), { ...parsed, format: 'vtt' })
      },
    ),
    { numRuns: 2_000 },
  )
})

test('tags, styles, regions and notes go; what is said, and who says it, stays', () => {
  const vtt = `WEBVTT - Senja
Kind: captions

STYLE
::cue { color: papayawhip }

REGION
id:fred width:40%

NOTE
a note
of two lines

intro
00:01.000 --> 00:02.500 line:0 position:20% align:start
<v.loud Sari>Selamat <i>pagi</i>, <c.yellow>kak</c>!
<00:00:01.500>R&amp;B &lt;3 &#x1F31E;

NOTE lagi

01:00:00.000 --> 01:00:01.000
<b>tebal</b>
`
  assert.deepEqual(cuesOf(vtt), [
    { startMs: 1000, endMs: 2500, text: 'Sari: Selamat pagi, kak!\nR&B <3 🌞' },
    { startMs: 3_600_000, endMs: 3_601_000, text: 'tebal' },
  ])
})

test('SRT as people make it: no hours, dots, gaps, missing gaps, positions, hearts', () => {
  const srt = `

1

0:01,5 --> 0:02.25 X1:100 X2:200
{\\an8}<font color="#fff">Satu</font> <3

masih satu
2
00:00:03,000-->00:00:04,000
Dua

3
00:00:02,500 --> 00:00:06,000
Tiga`
  assert.deepEqual(cuesOf(srt), [
    { startMs: 1500, endMs: 2250, text: 'Satu <3\nmasih satu' },
    { startMs: 2500, endMs: 6000, text: 'Tiga' },
    { startMs: 3000, endMs: 4000, text: 'Dua' },
  ])
})

test('a problem is told with its line', () => {
  assert.deepEqual(problem('1\n00:00:01,000 --> 00:00:02,000\nya\n\n2\n00:00:04,000 --> 00:00:03,000\nno'), [
    6,
    'backwards',
  ])
  assert.deepEqual(problem('1\n-00:00:01,000 --> 00:00:02,000\nya'), [2, 'negative'])
  assert.deepEqual(problem('1\n00:00:71,000 --> 00:02:02,000\nya'), [2, 'bad_time'])
  assert.deepEqual(problem('1\n00:00:01,000 -> 00:02:02,000\nya'), [1, 'no_time'])
  assert.deepEqual(problem('\n\nhalo\n'), [3, 'no_time'])
  assert.deepEqual(problem('WEBVTT\n\n00:01.000 --> 00:02.000\nya\n\nsaya di sini\n'), [6, 'no_time'])
  assert.deepEqual(problem(`1\n00:00:01,000 --> 00:00:02,000\n${'x'.repeat(501)}`), [2, 'line_too_long'])
  assert.deepEqual(problem(`1\n00:00:01,000 --> 00:00:02,000\n${'x'.repeat(30_000)}`), [3, 'line_too_long'])
  assert.deepEqual(problem(`1\n00:00:01,000 --> 00:00:02,000\n${`${'x'.repeat(300)}\n`.repeat(4)}`), [
    2,
    'cue_too_long',
  ])
  const latin1 = new Uint8Array(Buffer.from('1\r\n00:00:01,000 --> 00:00:02,000\r\ncaf\xe9\r\n', 'latin1'))
  assert.deepEqual(problem(latin1), [3, 'not_text'])
  assert.deepEqual(problem(new Uint8Array(Buffer.from('1\n00:00', 'utf16le'))), [1, 'not_text'])
  assert.deepEqual(problem(new Uint8Array([0xff, 0xfe, 0x31, 0x00, 0x0a, 0x00, 0x00, 0xd8, 0x31, 0x00])), [
    2,
    'not_text',
  ])
})

test('nothing, and too much', () => {
  for (const nothing of [
    '',
    '\n\n',
    'WEBVTT',
    'WEBVTT\n\nNOTE\nhalo',
    '1\n00:00:01,000 --> 00:00:02,000\n<i></i>',
  ])
    assert.deepEqual(read(nothing), { kind: 'empty' }, nothing)
  const many = Array.from({ length: 6_000 }, (_, at) => ({
    startMs: at * 10,
    endMs: at * 10 + 9,
    text: `${at}`,
  }))
  assert.deepEqual(read(writeSrt(many)), { kind: 'too_many' })
  assert.equal(cuesOf(writeSrt(many.slice(0, 5_000))).length, 5_000)
})

test('a file made for a longer clip is cut at the end, what someone edits is not', () => {
  const cues = [
    { startMs: 0, endMs: 1_000, text: 'a' },
    { startMs: 900, endMs: 3_000, text: 'b' },
    { startMs: 2_000, endMs: 2_500, text: 'c' },
  ]
  assert.deepEqual(fitCues(cues, 2_000), {
    cues: [cues[0], { startMs: 900, endMs: 2_000, text: 'b' }],
    cutAtEnd: 1,
    beyondEnd: 1,
  })
  assert.deepEqual(checkCues(cues, 2_000), { kind: 'problem', number: 2, code: 'beyond_end' })
  assert.deepEqual(checkCues([{ startMs: -1, endMs: 5, text: '' }], 2_000), {
    kind: 'problem',
    number: 1,
    code: 'negative',
  })
  assert.deepEqual(checkCues([{ startMs: 5, endMs: 5, text: '' }], 2_000), {
    kind: 'problem',
    number: 1,
    code: 'backwards',
  })
})
