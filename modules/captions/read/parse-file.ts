/** From a file to cues, or to the line that can not be read. Never throws, whatever the bytes are. What a file is follows
 *  from its content: `WEBVTT` at the beginning, or SRT. Styles, regions and notes are left out. */
import { type Cue, inOrder } from '../caption.ts'
import { plainText } from './clean-text.ts'
import { decodeFile } from './decode-file.ts'
import { type ProblemCode, textProblem } from './problem.ts'
import { arrow, readTimes, type Times } from './read-times.ts'

export type Parsed =
  | { readonly kind: 'cues'; readonly format: 'srt' | 'vtt'; readonly cues: Cue[] }
  /** @see problemWords; lines count from 1 */
  | { readonly kind: 'problem'; readonly code: ProblemCode; readonly line: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'too_many' }

interface Block {
  /** Of its first line, from 1. */
  readonly line: number
  readonly lines: readonly string[]
}

class Unreadable extends Error {
  readonly code: ProblemCode
  readonly line: number
  constructor(code: ProblemCode, line: number) {
    super(code)
    this.code = code
    this.line = line
  }
}

export function parseFile(bytes: Uint8Array, limits: { maxCues: number }): Parsed {
  const decoded = decodeFile(bytes)
  if (decoded.kind === 'problem') return { kind: 'problem', code: 'not_text', line: decoded.line }
  return parseText(decoded.text, limits)
}

export function parseText(text: string, { maxCues }: { maxCues: number }): Parsed {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n?|\n/)
  const isVtt = /^WEBVTT(?:[ \t]|$)/.test(lines[0] ?? '')
  try {
    const found = isVtt ? readVtt(blocksOf(lines)) : readSrt(blocksOf(lines))
    if (found.length > maxCues) return { kind: 'too_many' }
    const cues = found.flatMap((one) => finish(one) ?? [])
    return cues.length === 0
      ? { kind: 'empty' }
      : { kind: 'cues', format: isVtt ? 'vtt' : 'srt', cues: inOrder(cues) }
  } catch (thrown) {
    if (thrown instanceof Unreadable) return { kind: 'problem', code: thrown.code, line: thrown.line }
    throw thrown
  }
}

/** Lines that stand together. */
function blocksOf(lines: readonly string[]): Block[] {
  const blocks: { line: number; lines: string[] }[] = []
  let open: { line: number; lines: string[] } | undefined
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') {
      open = undefined
      continue
    }
    // Far beyond any caption: what follows looks at lines with patterns.
    if (line.length > 20_000) throw new Unreadable('line_too_long', at + 1)
    if (open) open.lines.push(line)
    else blocks.push((open = { line: at + 1, lines: [line] }))
  }
  return blocks
}

interface Raw extends Times {
  readonly line: number
  readonly texts: string[]
}

function readVtt(blocks: readonly Block[]): Raw[] {
  const cues: Raw[] = []
  for (const [at, block] of blocks.entries()) {
    const [first = ''] = block.lines
    // The header may have lines of its own; a cue may follow it without a gap.
    const start = at === 0 ? block.lines.findIndex((line) => line.includes(arrow)) : 0
    if (start === -1) continue
    const body = { line: block.line + start, lines: block.lines.slice(start) }
    if (/^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(first) && !hasTimes(body)) continue
    cues.push(...readBlock(body, false))
  }
  return cues
}

function readSrt(blocks: readonly Block[]): Raw[] {
  const cues: Raw[] = []
  for (const [at, block] of blocks.entries()) {
    if (block.lines.some((line) => line.includes(arrow))) {
      cues.push(...readBlock(goOn(block, cues.at(-1)), true))
      continue
    }
    const next = blocks[at + 1]
    // A number with a gap before its times.
    if (block.lines.length === 1 && isNumber(block.lines[0]) && next?.lines[0]?.includes(arrow)) continue
    const before = cues.at(-1)
    if (!before) throw new Unreadable('no_time', block.line)
    // A gap inside of a text: it goes on.
    before.texts.push(...block.lines)
  }
  return cues
}

/** A gap inside of a text, and none after it: what stands before the next cue's number belongs to the cue before.
 *  @returns the rest of the block */
function goOn(block: Block, before: Raw | undefined): Block {
  const times = block.lines.findIndex((line) => line.includes(arrow))
  const start = isNumber(block.lines[times - 1]) ? times - 1 : times
  if (!before || times < 2) return block
  before.texts.push(...block.lines.slice(0, start))
  return { line: block.line + start, lines: block.lines.slice(start) }
}

/** In WebVTT a note may hold anything but times in its first two lines. */
const hasTimes = ({ lines }: Block): boolean => lines.slice(0, 2).some((line) => line.includes(arrow))
const isNumber = (line: string | undefined): boolean => line !== undefined && /^\s*\d+\s*$/.test(line)

/** A name or number, the times, the text; and again, where the gap between two cues is missing. */
function readBlock({ line, lines }: Block, numbered: boolean): Raw[] {
  const cues: Raw[] = []
  const first = lines.findIndex((one) => one.includes(arrow))
  if (first === -1 || first > 1) throw new Unreadable('no_time', line)
  for (let at = first; at < lines.length; at++) {
    const text = lines[at] ?? ''
    if (!text.includes(arrow)) {
      cues.at(-1)?.texts.push(text)
      continue
    }
    const times = readTimes(text)
    if (typeof times === 'string') throw new Unreadable(times, line + at)
    const before = cues.at(-1)
    if (numbered && before && isNumber(before.texts.at(-1))) before.texts.pop()
    cues.push({ ...times, line: line + at, texts: [] })
  }
  return cues
}

/** A cue that says nothing is none. */
function finish({ startMs, endMs, line, texts }: Raw): Cue | undefined {
  const text = plainText(texts.join('\n'))
  const problem = textProblem(text)
  if (problem) throw new Unreadable(problem, line)
  return text === '' ? undefined : { startMs, endMs, text }
}
