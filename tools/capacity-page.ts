/** Writes what `npm run bench -- capacity --json` measured into docs/capacity.md, between its marks:
 *
 *    npm run -s bench -- capacity --json | node tools/capacity-page.ts */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const zResult = z.object({ details: z.record(z.string(), z.union([z.string(), z.number()])) })
const page = fileURLToPath(new URL('../docs/capacity.md', import.meta.url))
const marks = ['<!-- measured: begin -->', '<!-- measured: end -->'] as const

const unitOf: Readonly<Record<string, (value: number) => string>> = {
  clipSeconds: (value) => `${value} s`,
  originalBytes: megabytes,
  storedBytes: megabytes,
  uploadCpuPerMib: milliseconds,
  transcodeCpu: (value) => `${value.toFixed(2)} s`,
  serveCpuPerMib: milliseconds,
  watchedBitsPerSecond: (value) => `${(value / 1e6).toFixed(2)} Mbit/s`,
  feedCpu: milliseconds,
  watchCpu: milliseconds,
}
const names: Readonly<Record<string, string>> = {
  clipSeconds: 'the clip',
  originalBytes: 'its file',
  storedBytes: 'its file and all that is made of it',
  uploadCpuPerMib: 'receiving, processor time a MiB',
  transcodeCpu: 'making all of it, processor time',
  serveCpuPerMib: 'serving ranges of 256 KiB, processor time a MiB',
  watchedBitsPerSecond: 'the rung most phones watch',
  feedCpu: 'a page of the feed, time of one core',
  watchCpu: 'a watch report, time of one core',
}

function megabytes(value: number): string {
  return `${(value / 1e6).toFixed(1)} MB`
}

function milliseconds(value: number): string {
  return `${(value * 1000).toFixed(3)} ms`
}

const { details } = zResult.parse(JSON.parse(await text(process.stdin)))
const rows = Object.entries(details).map(([key, value]) => {
  const unit = unitOf[key]
  return `| ${names[key] ?? key} | ${unit ? unit(Number(value)) : value} |`
})
const [processor] = cpus()
const block = [
  marks[0],
  `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} × ${processor?.model ?? 'an unnamed processor'}.`,
  '',
  '| | |',
  '|---|---|',
  ...rows,
  marks[1],
].join('\n')
const before = readFileSync(page, 'utf8')
const [begin, end] = marks.map((mark) => before.indexOf(mark))
if (begin === undefined || end === undefined || begin < 0 || end < begin) {
  process.stderr.write(
    `docs/capacity.md has lost its marks ${marks.join(' and ')}; put them back and run again.\n`,
  )
  process.exit(1)
}
writeFileSync(page, before.slice(0, begin) + block + before.slice(end + marks[1].length))
