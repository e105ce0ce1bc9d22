/** Parts of a split while they are being typed. Hundredths of a percent, whole numbers: 10,000 make the whole. */
const WHOLE = 10_000
export const MOST_PEOPLE = 10

export interface PartDraft {
  /** Names the row, not the person. */
  readonly key: string
  readonly handle: string
  readonly percent: string
}

/** '12,5' or '12.5' → 1250; undefined for anything that is not a percentage above 0 with at most two decimals. */
export function readPercent(text: string): number | undefined {
  const [, whole = '', decimals = ''] = /^\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*%?\s*$/.exec(text) ?? []
  if (whole === '') return undefined
  const points = Number(whole) * 100 + Number(decimals.padEnd(2, '0'))
  return points > 0 && points <= WHOLE ? points : undefined
}

export const handleOf = (text: string): string => text.trim().replace(/^@/, '').toLowerCase()

export type PartFault = 'handle' | 'self' | 'twice' | 'percent'

export interface PartsReading {
  /** What is left for the owner; negative when the others have more than there is. */
  readonly own: number
  /** By row key; rows without a fault are not in it. */
  readonly faults: ReadonlyMap<string, PartFault>
  readonly ready: boolean
}

export function readParts(drafts: readonly PartDraft[], ownHandle: string): PartsReading {
  const faults = new Map<string, PartFault>()
  const seen = new Set<string>()
  let given = 0
  for (const draft of drafts) {
    const handle = handleOf(draft.handle)
    const points = readPercent(draft.percent)
    given += points ?? 0
    if (!/^[a-z0-9][a-z0-9_.]{1,28}[a-z0-9]$/.test(handle)) faults.set(draft.key, 'handle')
    else if (handle === ownHandle) faults.set(draft.key, 'self')
    else if (seen.has(handle)) faults.set(draft.key, 'twice')
    else if (points === undefined) faults.set(draft.key, 'percent')
    seen.add(handle)
  }
  const own = WHOLE - given
  return {
    own,
    faults,
    ready: drafts.length > 0 && drafts.length < MOST_PEOPLE && faults.size === 0 && own > 0,
  }
}
