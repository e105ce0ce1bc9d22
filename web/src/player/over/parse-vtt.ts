/** Reads WebVTT (w3.org/TR/webvtt1) into what a line of captions needs: when, and what. Settings, styles and regions
 *  are left out: captions are drawn in our own hand. Pure. */
export interface Cue {
  readonly startMs: number
  readonly endMs: number
  readonly text: string
}

const timing = /^(?:(\d{2,}):)?(\d{2}):(\d{2})\.(\d{3})[ \t]+-->[ \t]+(?:(\d{2,}):)?(\d{2}):(\d{2})\.(\d{3})/
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
}

/** By their beginning. What can not be read is left out. */
export function parseVtt(file: string): Cue[] {
  const cues: Cue[] = []
  for (const block of file
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)) {
    const lines = block.split('\n')
    const at = lines.findIndex((line) => line.includes('-->'))
    const match = at < 0 || at > 1 ? null : timing.exec((lines[at] ?? '').trim())
    if (!match) continue
    const [startMs, endMs] = [msOf(match.slice(1, 5)), msOf(match.slice(5, 9))]
    const text = lines
      .slice(at + 1)
      .map(plain)
      .join('\n')
      .trim()
    if (text !== '' && endMs > startMs) cues.push({ startMs, endMs, text })
  }
  return cues.sort((a, b) => a.startMs - b.startMs)
}

const msOf = ([hours = '0', minutes = '0', seconds = '0', ms = '0']: readonly (
  | string
  | undefined
)[]): number => ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms)

const plain = (line: string): string =>
  line.replace(/<[^>]*>/g, '').replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)

/** What is said at that moment; several at once stand below each other. */
export const cuesAt = (cues: readonly Cue[], ms: number): string =>
  cues
    .filter((cue) => cue.startMs <= ms && ms < cue.endMs)
    .map((cue) => cue.text)
    .join('\n')
