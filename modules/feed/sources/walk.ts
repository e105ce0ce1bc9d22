/** Down a list of the catalogue, best first, past what the viewer has seen or does not want. */
import type { Catalogue, Entry } from '../catalogue.ts'
import { countShare } from '../rerank/window.ts'
import type { Request } from './source.ts'

/** How far down a list one request may look. */
const lookMax = 4_000

/** The place of the first entry that may come, kept from page to page while the list is the same. */
export interface WalkFrom {
  at: number
}

export interface Walk {
  readonly list: readonly Entry[]
  readonly from: WalkFrom
  readonly wanted: number
  readonly numbering: Catalogue['numbering']
  readonly request: Request
}

/** @returns at most `wanted`, in the list's order. A creator, or a sound, that has had its share of the last slots and of
 *  this list comes only where there is not enough else: one who posts a hundred clips in an hour does not fill it. */
export function walk({ list, from, wanted, numbering, request }: Walk): Entry[] {
  const found: Entry[] = []
  const spare: Entry[] = []
  const { recent } = request.memory
  const { perCreatorIn20, perSoundIn20 } = request.tuned.rules
  const tally = numbering.tally()
  for (const slot of recent) countShare(tally, slot.traits, 1)
  const end = Math.min(list.length, from.at + lookMax)
  for (let at = from.at; at < end && found.length < wanted; at++) {
    const entry = list[at]
    if (entry === undefined || !request.isNew(entry)) {
      if (found.length + spare.length === 0) from.at = at + 1
      continue
    }
    const { owner, sound } = entry.traits
    if ((tally[owner] ?? 0) >= perCreatorIn20 || (sound !== 0 && (tally[sound] ?? 0) >= perSoundIn20)) {
      if (spare.length < wanted) spare.push(entry)
      continue
    }
    countShare(tally, entry.traits, 1)
    found.push(entry)
  }
  for (const slot of recent) countShare(tally, slot.traits, -1)
  for (const entry of found) countShare(tally, entry.traits, -1)
  for (let at = 0; found.length < wanted && at < spare.length; at++) {
    const entry = spare[at]
    if (entry) found.push(entry)
  }
  return found
}
