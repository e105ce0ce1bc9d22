/** Gathers what a fit needs, in slices between which pages are served, into memory that its thread reads without a copy. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Clips, KnownClip } from './clips.ts'
import type { FitInput } from './fit-space.ts'
import type { Rows } from './project.ts'
import type { WantedLists } from './wanted-lists.ts'

export interface Gathered {
  readonly input: FitInput
  /** By the numbers of the input. */
  readonly clips: readonly KnownClip[]
}

const slice = 500
/** Who wanted less says nothing of what goes together. */
const clipsLeast = 2

export async function gatherFit(
  clips: Clips,
  lists: WantedLists,
  settings: Pick<FitInput, 'ials' | 'ownFrom' | 'scannedMax'>,
): Promise<Gathered> {
  const known = [...clips.all()]
  const numberOf = new Map<KnownClip, number>()
  for (let at = 0; at < known.length; at++) {
    const clip = known[at]
    if (clip) numberOf.set(clip, at)
    if (at % (20 * slice) === 0) await turn()
  }
  const starts: number[] = [0]
  const ids: number[] = []
  const times: number[] = []
  for (const [at, viewerKey] of [...lists.keys()].entries()) {
    if (at % slice === 0) await turn()
    const list = lists.peek(viewerKey)
    if (!list) continue
    const from = ids.length
    for (let place = 0; place < list.clips.length; place++) {
      const clip = list.clips[place]
      const number = clip && numberOf.get(clip)
      if (number === undefined) continue
      ids.push(number)
      times.push(list.atS[place] ?? 0)
    }
    if (ids.length - from < clipsLeast) ids.length = times.length = from
    else starts.push(ids.length)
  }
  return {
    clips: known,
    input: {
      clips: known.length,
      wanted: { starts: sharedInts(starts), ids: sharedInts(ids) },
      wantedAt: sharedInts(times),
      attributes: attributesOf(known),
      attributeCount: clips.attributes,
      ...settings,
    },
  }
}

function attributesOf(clips: readonly KnownClip[]): Rows {
  const starts: number[] = [0]
  const ids: number[] = []
  for (const { attributes } of clips) {
    ids.push(...attributes)
    starts.push(ids.length)
  }
  return { starts: sharedInts(starts), ids: sharedInts(ids) }
}

function sharedInts(values: readonly number[]): Int32Array {
  const ints = new Int32Array(new SharedArrayBuffer(4 * values.length))
  ints.set(values)
  return ints
}
