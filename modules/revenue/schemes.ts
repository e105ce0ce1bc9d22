import { addDays, type Day, dayOf, toDay } from '../../platform/clock.ts'
import { assert } from '../../platform/errors.ts'
import { qualifyRules } from '../playback/index.ts'
import type { RevenueDeps } from './deps.ts'
import { daysOf, type Period, periodOf } from './period.ts'
import { type Scheme, schemeHash } from './scheme.ts'
import { addScheme, dropUnusedSchemes, type KeptScheme, listSchemes, lockSchemes } from './store.ts'

type SchemeDeps = Pick<RevenueDeps, 'db' | 'clock' | 'config' | 'timeZone'>

// No stage is older: the first scheme applies from here, whenever a stage first shares a day.
const BEFORE_ALL = '2020-01-01'

/** What a paid view is and what of it counts is playback's rule; it is part of what is published. */
const asConfigured = (config: RevenueDeps['config'], validFrom: string): Scheme => ({
  name: 'viewer-day',
  validFrom,
  creatorsShare: { num: BigInt(config.CREATORS_SHARE_PERCENT), den: 100n },
  capMs: BigInt(qualifyRules.capMs),
  paidViewMs: BigInt(qualifyRules.paidMs),
  shortVideoPercent: BigInt(Math.round(qualifyRules.shortClipShare * 100)),
})

/** All schemes, the oldest first. A configured share that differs from the latest scheme's becomes a new scheme,
 *  valid from the first period that begins after the notice: never in the middle of one, never for the past. */
export async function announceSchemes(deps: SchemeDeps): Promise<KeptScheme[]> {
  const kept = await listSchemes(deps.db)
  if (isAsConfigured(kept.at(-1), deps.config)) return kept
  return deps.db.transaction(async (tx) => {
    await lockSchemes(tx)
    const again = await listSchemes(tx)
    if (isAsConfigured(again.at(-1), deps.config)) return again // another worker was first
    await dropUnusedSchemes(tx)
    const latest = (await listSchemes(tx)).at(-1)
    const from = latest === undefined ? BEFORE_ALL : noticeEnds(deps, latest.validFrom)
    const scheme = asConfigured(deps.config, from)
    await addScheme(tx, scheme, schemeHash(scheme), deps.clock.now())
    return listSchemes(tx)
  })
}

function isAsConfigured(scheme: Scheme | undefined, config: RevenueDeps['config']): boolean {
  if (scheme === undefined) return false
  return schemeHash(scheme) === schemeHash(asConfigured(config, scheme.validFrom))
}

function noticeEnds({ clock, config, timeZone }: SchemeDeps, after: string): Day {
  const today = dayOf(clock.now(), timeZone)
  let earliest = addDays(today, Math.max(1, config.SCHEME_NOTICE_DAYS))
  // Two announcements in a row take effect one after the other.
  if (earliest <= after) earliest = addDays(toDay(after), 1)
  const inside = daysOf(periodOf(earliest, config.PERIOD))
  const first = inside[0]
  const last = inside.at(-1)
  assert(first !== undefined && last !== undefined, 'a period has days')
  return first === earliest ? earliest : addDays(last, 1)
}

/** The scheme of a period: the one that is valid on its first day. */
export async function schemeOf(deps: SchemeDeps, period: Period): Promise<KeptScheme> {
  const first = daysOf(period)[0]
  assert(first !== undefined, 'a period has days')
  return schemeOn(await announceSchemes(deps), first)
}

export function schemeOn(schemes: readonly KeptScheme[], day: string): KeptScheme {
  const valid = schemes.findLast((one) => one.validFrom <= day)
  assert(valid !== undefined, 'the first scheme is older than any stage')
  return valid
}
