/** From what an engine printed to cues. Programs print many things; what is none of the known forms is no result. */
import { type Cue, inOrder } from '../caption.ts'
import { plainText } from '../read/clean-text.ts'
import { parseText } from '../read/parse-file.ts'
import { textProblem } from '../read/problem.ts'
import { readTimes } from '../read/read-times.ts'

export type Printed =
  | { readonly kind: 'cues'; readonly cues: Cue[] }
  /** It listened and heard nothing. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unreadable' }

export function readPrinted(printed: string, limits: { maxCues: number }): Printed {
  const text = printed.replace(/^\ufeff/, '').trim()
  if (text === '' || text === 'WEBVTT') return { kind: 'nothing' }
  if (text.startsWith('{') || text.startsWith('[{') || text === '[]') return fromJson(text, limits)
  if (/^\[[\d:., >-]+\]/.test(text)) return fromBrackets(text, limits)
  const parsed = parseText(text, limits)
  if (parsed.kind === 'cues') return { kind: 'cues', cues: parsed.cues }
  return { kind: parsed.kind === 'empty' ? 'nothing' : 'unreadable' }
}

/** `[00:00:00.000 --> 00:00:02.400]   Selamat pagi.`, a line each: what whisper.cpp prints while it listens. */
function fromBrackets(text: string, limits: { maxCues: number }): Printed {
  const cues: Cue[] = []
  for (const line of text.split(/\r?\n/)) {
    const [, inside, said] = /^\s*\[([^\]]{1,80})\](.*)$/.exec(line) ?? []
    if (inside === undefined || said === undefined) continue
    const times = readTimes(inside)
    if (typeof times === 'string') continue
    cues.push({ ...times, text: said })
  }
  return finish(cues, limits)
}

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `{ segments: [{ start, end, text }] }` in seconds (Whisper and its kin), `{ transcription: [{ offsets: { from, to },
 *  text }] }` in milliseconds (whisper.cpp), or a list of `{ startMs, endMs, text }`. */
function fromJson(text: string, limits: { maxCues: number }): Printed {
  let root: unknown
  try {
    root = JSON.parse(text)
  } catch {
    return { kind: 'unreadable' }
  }
  const list = Array.isArray(root) ? root : isFields(root) ? (root.segments ?? root.transcription) : undefined
  if (!Array.isArray(list)) return { kind: 'unreadable' }
  return finish(
    list.flatMap((one: unknown) => cueOf(one) ?? []),
    limits,
  )
}

function cueOf(one: unknown): Cue | undefined {
  if (!isFields(one) || typeof one.text !== 'string') return undefined
  const offsets = isFields(one.offsets) ? one.offsets : {}
  const startMs = ms(one.startMs) ?? ms(offsets.from) ?? seconds(one.start)
  const endMs = ms(one.endMs) ?? ms(offsets.to) ?? seconds(one.end)
  if (startMs === undefined || endMs === undefined) return undefined
  return { startMs, endMs, text: one.text }
}

const ms = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < 1e9
    ? Math.round(value)
    : undefined
const seconds = (value: unknown): number | undefined =>
  typeof value === 'number' ? ms(value * 1000) : undefined

/** What is too long for a caption, or has no length, is left out: the creator looks at the rest anyway. */
function finish(raw: readonly Cue[], limits: { maxCues: number }): Printed {
  const cues = raw
    .map((cue) => ({ ...cue, text: plainText(cue.text) }))
    .filter(({ startMs, endMs, text }) => text !== '' && endMs > startMs && textProblem(text) === undefined)
    .slice(0, limits.maxCues)
  return cues.length === 0 ? { kind: 'nothing' } : { kind: 'cues', cues: inOrder(cues) }
}
