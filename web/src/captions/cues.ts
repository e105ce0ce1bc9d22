/** What an editor does to cues. Pure: each change gives a new list, in the order of its times, and what it can't do it
 *  leaves as it was (the very same list). */

export interface EditCue {
  /** Of this page alone. */
  readonly id: string
  readonly startMs: number
  readonly endMs: number
  readonly text: string
}
export type Cues = readonly EditCue[]

/** Shorter, nobody could read it, and a finger could not hold it. */
export const cueMinMs = 100
/** A new one, where there is room. */
const cueNewMs = 2000

export const inOrder = (cues: Cues): Cues =>
  cues.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)

const replace = (cues: Cues, id: string, change: (cue: EditCue) => EditCue): Cues => {
  const at = cues.findIndex((cue) => cue.id === id)
  const cue = cues[at]
  if (!cue) return cues
  const next = change(cue)
  if (next.startMs === cue.startMs && next.endMs === cue.endMs && next.text === cue.text) return cues
  const times = next.startMs !== cue.startMs || next.endMs !== cue.endMs
  return times ? inOrder(cues.with(at, next)) : cues.with(at, next)
}

const clamp = (value: number, min: number, max: number): number => Math.max(min, Math.min(max, value))

export const setText = (cues: Cues, id: string, text: string): Cues =>
  replace(cues, id, (cue) => ({ ...cue, text }))

/** Keeps its length; stops at the ends of the clip. */
export const moveTo = (cues: Cues, id: string, startMs: number, durationMs: number): Cues =>
  replace(cues, id, (cue) => {
    const length = cue.endMs - cue.startMs
    const start = clamp(Math.round(startMs), 0, Math.max(0, durationMs - length))
    return { ...cue, startMs: start, endMs: start + length }
  })

/** The other edge stays; it never comes nearer than {@link cueMinMs}. */
export const setEdge = (
  cues: Cues,
  id: string,
  edge: 'start' | 'end',
  ms: number,
  durationMs: number,
): Cues =>
  replace(cues, id, (cue) => {
    const to = Math.round(ms)
    return edge === 'start'
      ? { ...cue, startMs: clamp(to, 0, Math.max(0, cue.endMs - cueMinMs)) }
      : { ...cue, endMs: clamp(to, Math.min(durationMs, cue.startMs + cueMinMs), durationMs) }
  })

export const removeCue = (cues: Cues, id: string): Cues =>
  cues.some((cue) => cue.id === id) ? cues.filter((cue) => cue.id !== id) : cues

/** At the playhead, as long as there is room until the next one. @returns the same list where there is none */
export function addAt(cues: Cues, id: string, atMs: number, durationMs: number): Cues {
  const start = clamp(Math.round(atMs), 0, Math.max(0, durationMs - cueMinMs))
  const next = cues.find((cue) => cue.startMs >= start + cueMinMs)
  const end = Math.min(start + cueNewMs, next?.startMs ?? durationMs, durationMs)
  if (end - start < cueMinMs) return cues
  return inOrder([...cues, { id, startMs: start, endMs: end, text: '' }])
}

/** At the playhead; the text goes apart at the blank nearest to where the cut is in time. */
export function splitAt(cues: Cues, id: string, newId: string, atMs: number): Cues {
  const cue = cues.find((one) => one.id === id)
  if (!cue) return cues
  const cut = Math.round(atMs)
  if (cut - cue.startMs < cueMinMs || cue.endMs - cut < cueMinMs) return cues
  const [first, second] = splitText(cue.text, (cut - cue.startMs) / (cue.endMs - cue.startMs))
  return inOrder(
    cues.flatMap((one) =>
      one.id === id
        ? [
            { ...cue, endMs: cut, text: first },
            { ...cue, id: newId, startMs: cut, text: second },
          ]
        : [one],
    ),
  )
}

export function splitText(text: string, part: number): [string, string] {
  const blanks = [...text.matchAll(/\s+/g)].map(({ index }) => index)
  if (blanks.length === 0) return [text, '']
  const wanted = text.length * part
  const at = blanks.reduce((best, one) => (Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best))
  return [text.slice(0, at).trim(), text.slice(at).trim()]
}

/** With the one after it: from the first's start to the later end. */
export function mergeWithNext(cues: Cues, id: string): Cues {
  const at = cues.findIndex((cue) => cue.id === id)
  const [cue, next] = [cues[at], cues[at + 1]]
  if (!cue || !next) return cues
  const merged = {
    ...cue,
    endMs: Math.max(cue.endMs, next.endMs),
    text: [cue.text.trim(), next.text.trim()].filter((text) => text !== '').join('\n'),
  }
  return cues.flatMap((one) => (one.id === id ? [merged] : one.id === next.id ? [] : [one]))
}

/** All that are shown at that moment. */
export const cuesAt = (cues: Cues, atMs: number): EditCue[] =>
  cues.filter((cue) => cue.startMs <= atMs && atMs < cue.endMs)

/** The texts of another language that belong to these times: those that share more than half of the shorter one. */
export const besideOf = (source: Cues, cue: EditCue): string =>
  source
    .filter((one) => {
      const shared = Math.min(one.endMs, cue.endMs) - Math.max(one.startMs, cue.startMs)
      return shared > Math.min(one.endMs - one.startMs, cue.endMs - cue.startMs) / 2
    })
    .map(({ text }) => text)
    .join('\n')
