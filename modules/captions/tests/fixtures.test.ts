/** Files that other platforms test with, where they are at hand, and the same said here where they are not. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseFile, type Parsed } from '../read/parse-file.ts'
import { writeFile } from '../read/write-file.ts'

const folder = fileURLToPath(new URL('../../../../shared/fixtures/video', import.meta.url))

const easy = `1
00:00:01,600 --> 00:00:04,200
English (US)

2
00:00:05,900 --> 00:00:07,999
This is a subtitle in American English

3
00:00:10,000 --> 00:00:14,000
Adding subtitles is very easy to do`
const stomach = `WEBVTT

00:01.000 --> 00:04.000
Subtitle good 1.

00:05.000 --> 00:09.000
- It will perforate your stomach.
- You could die.`
const lastMan = [
  [0, 1940, 'December, 1965.'],
  [3460, 6660, 'Is that all it has been since I inherited the world?'],
  [7020, 8900, 'Only three years.'],
  [9940, 11_760, 'Seems like a hundred million.'],
] as const

const read = (name: string, otherwise: string): Parsed => {
  const path = join(folder, name)
  const bytes = existsSync(path) ? readFileSync(path) : new TextEncoder().encode(otherwise)
  return parseFile(bytes, { maxCues: 100 })
}
const rows = (parsed: Parsed) =>
  parsed.kind === 'cues' ? parsed.cues.map(({ startMs, endMs, text }) => [startMs, endMs, text]) : parsed
const written = (format: 'srt' | 'vtt') =>
  writeFile(
    lastMan.map(([startMs, endMs, text]) => ({ startMs, endMs, text })),
    format,
  )

test('the fixtures are read as what they are, whatever they are called', () => {
  const three = [
    [1600, 4200, 'English (US)'],
    [5900, 7999, 'This is a subtitle in American English'],
    [10_000, 14_000, 'Adding subtitles is very easy to do'],
  ]
  assert.deepEqual(rows(read('subtitle-good.srt', easy)), three)
  // Its name is bad, what it holds is not.
  assert.deepEqual(rows(read('subtitle-bad.txt', easy)), three)
  assert.deepEqual(rows(read('subtitle-good1.vtt', stomach)), [
    [1000, 4000, 'Subtitle good 1.'],
    [5000, 9000, '- It will perforate your stomach.\n- You could die.'],
  ])
  assert.deepEqual(rows(read('the_last_man_on_earth.vtt', written('vtt'))), lastMan)
  const srt = rows(read('the_last_man_on_earth.srt', written('srt')))
  assert.ok(Array.isArray(srt))
  assert.deepEqual(
    srt.map(([start, end, text]) => [start, end, String(text).replace('\n', ' ')]),
    lastMan,
  )
})

test('a transcript without times is refused with its line', () => {
  assert.deepEqual(read('the_last_man_on_earth.txt', 'December, 1965.\nOnly three years.\n'), {
    kind: 'problem',
    code: 'no_time',
    line: 1,
  })
})
