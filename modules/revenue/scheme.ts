import type { Share } from './allocate.ts'
import type { Canonical } from './canonical-json.ts'
import { hashOf } from './sign.ts'

/** What of a fan's money is the creator's, after tax and the payment's fee. */
export const sharedSources = ['gift', 'tip', 'subscription'] as const
export type SharedSource = (typeof sharedSources)[number]
export type SourceShares = Readonly<Record<SharedSource, Share>>

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
  /** What stays with the creators of a video that uses 0, 1, 2 … tracks. Not applied while no music is licensed. */
  readonly musicFractions: readonly Share[]
  readonly shares: SourceShares
}

const rounding = {
  creatorsPart: 'floor-per-viewer-day',
  allocation: 'largest-remainder-per-viewer-day',
  ties: 'lower-sha256-of-day-viewer-video',
  posting: 'floor-to-whole-units-per-period-residue-carried',
} as const

const common = (scheme: Scheme) =>
  ({
    name: scheme.name,
    validFrom: scheme.validFrom,
    creatorsShare: fraction(scheme.creatorsShare),
    paidView: {
      minimumMs: String(scheme.paidViewMs),
      shorterVideoPercent: String(scheme.shortVideoPercent),
      once: 'viewer-video-day',
    },
    weight: { unit: 'valid-watch-ms', capMs: String(scheme.capMs), per: 'viewer-video-day' },
    unattributed: 'held-and-disclosed',
  }) as const satisfies Canonical

/** The published form. The words are part of what is hashed: they say what the numbers mean. */
export const schemeBody = (scheme: Scheme) =>
  ({
    ...common(scheme),
    rule: 'viewer-day',
    music: { state: 'not-applied', fractions: scheme.musicFractions.map(fraction) },
    rounding: { ...rounding, splits: 'largest-remainder-per-split-and-period' },
    shares: {
      gift: fraction(scheme.shares.gift),
      tip: fraction(scheme.shares.tip),
      subscription: fraction(scheme.shares.subscription),
    },
  }) as const satisfies Canonical

/** As documents of version 1 carry it. */
export const schemeBody1 = (scheme: Scheme) =>
  ({ ...common(scheme), music: 'none', rounding }) as const satisfies Canonical

const fraction = ({ num, den }: Share) => ({ num: String(num), den: String(den) })

export const schemeHash = (scheme: Scheme): string => hashOf('panggung/scheme/2', schemeBody(scheme))
export const schemeHash1 = (scheme: Scheme): string => hashOf('panggung/scheme/1', schemeBody1(scheme))
