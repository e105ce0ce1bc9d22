import type { Share } from './allocate.ts'
import type { Canonical } from './canonical-json.ts'
import { hashOf } from './sign.ts'

/** The rule by which money is shared: a dated object that anyone can read, hash and apply.
 *  It never changes retroactively; another rule is another object that is valid from a later period. */
export interface Scheme {
  readonly name: string
  /** The first day to which it applies; the first day of a period. */
  readonly validFrom: string
  readonly creatorsShare: Share
  readonly capMs: bigint
  readonly paidViewMs: bigint
  readonly shortVideoPercent: bigint
}

/** The published form. The words are part of what is hashed: they say what the numbers mean. */
export function schemeBody(scheme: Scheme) {
  return {
    name: scheme.name,
    validFrom: scheme.validFrom,
    creatorsShare: { num: String(scheme.creatorsShare.num), den: String(scheme.creatorsShare.den) },
    music: 'none',
    paidView: {
      minimumMs: String(scheme.paidViewMs),
      shorterVideoPercent: String(scheme.shortVideoPercent),
      once: 'viewer-video-day',
    },
    weight: { unit: 'valid-watch-ms', capMs: String(scheme.capMs), per: 'viewer-video-day' },
    rounding: {
      creatorsPart: 'floor-per-viewer-day',
      allocation: 'largest-remainder-per-viewer-day',
      ties: 'lower-sha256-of-day-viewer-video',
      posting: 'floor-to-whole-units-per-period-residue-carried',
    },
    unattributed: 'held-and-disclosed',
  } as const satisfies Canonical
}

export const schemeHash = (scheme: Scheme): string => hashOf('scheme', schemeBody(scheme))
