import { addDays, type Day, dayOf, toDay } from '../../platform/clock.ts'
import { assert, refuse } from '../../platform/errors.ts'
import { shareOn } from '../gifts/index.ts'
import { qualifyRules } from '../playback/index.ts'
import type { Share } from './allocate.ts'
import { revenueRefusals } from './contract.ts'
import type { RevenueDeps } from './deps.ts'
import { daysOf, type Period, periodOf } from './period.ts'
import {
  type Scheme,
  schemeBody,
  schemeHash,
  type SharedSource,
  sharedSources,
  type SourceShares,
} from './scheme.ts'
import {
  addScheme,
  dropUnusedSchemes,
  type KeptScheme,
  listSchemes,
  lockSchemes,
  withdrawScheme,
} from './store.ts'

export type SchemeDeps = Pick<RevenueDeps, 'db' | 'clock' | 'config' | 'timeZone'>

// No stage is older: the first scheme applies from here, whenever a stage first shares a day.
const BEFORE_ALL = '2020-01-01'

const percent = (num: bigint): Share => ({ num, den: 100n })

/** What gifts, tips and subscriptions give creators on that day, by those who sell them. */
function soldShares(day: Day): SourceShares {
  const share = (source: SharedSource): Share => {
    const { num, den } = shareOn(source, day)
    return { num: BigInt(num), den: BigInt(den) }
  }
  return { gift: share('gift'), tip: share('tip'), subscription: share('subscription') }
}

/** Half for one track, a third for two, as the Shorts rule has it (money.md §1.1). */
const usualFractions: readonly Share[] = [
  { num: 1n, den: 1n },
  { num: 1n, den: 2n },
  { num: 1n, den: 3n },
]

/** What a paid view is and what of it counts is playback's rule; it is part of what is published. */
const asConfigured = ({ config }: SchemeDeps, validFrom: string): Scheme => ({
  name: 'viewer-day',
  validFrom,
  creatorsShare: percent(BigInt(config.CREATORS_SHARE_PERCENT)),
  capMs: BigInt(qualifyRules.capMs),
  paidViewMs: BigInt(qualifyRules.paidMs),
  shortVideoPercent: BigInt(Math.round(qualifyRules.shortClipShare * 100)),
  musicFractions: usualFractions,
  shares: soldShares(toDay(validFrom)),
})

/** All schemes, the oldest first. A configuration that differs from what it last said becomes a new scheme, valid from
 *  the first period that begins after the notice: never in the middle of one, never for the past. */
export async function announceSchemes(deps: SchemeDeps): Promise<KeptScheme[]> {
  const kept = await listSchemes(deps.db)
  if (isAsConfigured(kept, deps)) return kept
  return deps.db.transaction(async (tx) => {
    await lockSchemes(tx)
    const again = await listSchemes(tx)
    if (isAsConfigured(again, deps)) return again // another worker was first
    await dropUnusedSchemes(tx)
    const left = await listSchemes(tx)
    const latest = left.at(-1)
    const isFirst = !left.some((one) => one.announcedBy === null)
    const from = isFirst || latest === undefined ? BEFORE_ALL : noticeEnds(deps, latest.validFrom)
    const scheme = asConfigured(deps, from)
    await addScheme(tx, scheme, { hash: schemeHash(scheme), now: deps.clock.now(), by: null, note: '' })
    return listSchemes(tx)
  })
}

/** Only what the configuration itself announced is held against it: operators announce besides. */
function isAsConfigured(schemes: readonly KeptScheme[], deps: SchemeDeps): boolean {
  const last = schemes.findLast((one) => one.announcedBy === null)
  return last !== undefined && last.hash === schemeHash(asConfigured(deps, last.validFrom))
}

function noticeEnds(deps: SchemeDeps, after: string): Day {
  let earliest = earliestDay(deps)
  // Two announcements in a row take effect one after the other.
  if (earliest <= after) earliest = addDays(toDay(after), 1)
  return nextStart(deps, earliest)
}

const earliestDay = ({ clock, config, timeZone }: SchemeDeps): Day =>
  addDays(dayOf(clock.now(), timeZone), Math.max(1, config.SCHEME_NOTICE_DAYS))

/** The first day, from that one on, with which a period begins. */
function nextStart({ config }: SchemeDeps, day: Day): Day {
  const inside = daysOf(periodOf(day, config.PERIOD))
  const first = inside[0]
  const last = inside.at(-1)
  assert(first !== undefined && last !== undefined, 'a period has days')
  return first === day ? day : addDays(last, 1)
}

/** The first day from which a scheme can be announced now. */
export const firstAnnounceable = (deps: SchemeDeps): Day => nextStart(deps, earliestDay(deps))

/** What an operator announces; what is left out stays as it is on that day. */
export interface NewScheme {
  readonly validFrom: Day
  readonly name?: string | undefined
  readonly creatorsShare?: Share | undefined
  readonly capMs?: bigint | undefined
  readonly musicFractions?: readonly Share[] | undefined
  readonly paidViewMs?: bigint | undefined
  readonly shortVideoPercent?: bigint | undefined
  readonly shares?: Partial<SourceShares> | undefined
  /** Why, for everyone who reads it. */
  readonly note: string
}

/** @throws Refusal scheme_too_early, scheme_not_at_start, scheme_day_taken, scheme_unchanged, scheme_cannot_run */
export async function announceScheme(
  deps: SchemeDeps,
  operatorId: string,
  asked: NewScheme,
): Promise<KeptScheme> {
  await announceSchemes(deps)
  return deps.db.transaction(async (tx) => {
    await lockSchemes(tx)
    const schemes = await listSchemes(tx)
    const earliest = earliestDay(deps)
    const start = nextStart(deps, asked.validFrom)
    if (asked.validFrom < earliest)
      refuse(revenueRefusals.scheme_too_early, {
        days: deps.config.SCHEME_NOTICE_DAYS,
        day: nextStart(deps, earliest),
      })
    if (start !== asked.validFrom) refuse(revenueRefusals.scheme_not_at_start, { day: start })
    if (schemes.some((one) => one.validFrom === asked.validFrom))
      refuse(revenueRefusals.scheme_day_taken, { day: asked.validFrom })
    const before = schemeOn(schemes, asked.validFrom)
    const scheme = changed(before, asked)
    mustRun(deps, scheme)
    if (schemeHash({ ...scheme, validFrom: before.validFrom }) === before.hash)
      refuse(revenueRefusals.scheme_unchanged)
    await addScheme(tx, scheme, {
      hash: schemeHash(scheme),
      now: deps.clock.now(),
      by: operatorId,
      note: asked.note,
    })
    return schemeOn(await listSchemes(tx), asked.validFrom)
  })
}

const changed = (before: Scheme, asked: NewScheme): Scheme => ({
  name: asked.name ?? before.name,
  validFrom: asked.validFrom,
  creatorsShare: asked.creatorsShare ?? before.creatorsShare,
  capMs: asked.capMs ?? before.capMs,
  paidViewMs: asked.paidViewMs ?? before.paidViewMs,
  shortVideoPercent: asked.shortVideoPercent ?? before.shortVideoPercent,
  musicFractions: asked.musicFractions ?? before.musicFractions,
  shares: { ...before.shares, ...asked.shares },
})

/** A promise that the stage would not keep is not made: what a paid view is, is playback's one rule for all days, and it
 *  counts no more than its own cap; shares of gifts, tips and subscriptions are set by those who sell them. */
function mustRun(deps: SchemeDeps, scheme: Scheme): void {
  const runs = asConfigured(deps, scheme.validFrom)
  if (scheme.paidViewMs !== runs.paidViewMs || scheme.shortVideoPercent !== runs.shortVideoPercent)
    refuse(revenueRefusals.scheme_cannot_run, { what: 'paid_view' })
  if (scheme.capMs > runs.capMs || scheme.capMs < 1n)
    refuse(revenueRefusals.scheme_cannot_run, { what: 'cap' })
  const same = (a: Share, b: Share) => a.num * b.den === b.num * a.den
  if (sharedSources.some((source) => !same(scheme.shares[source], runs.shares[source])))
    refuse(revenueRefusals.scheme_cannot_run, { what: 'source_shares' })
}

/** @throws Refusal scheme_not_found, scheme_begun, scheme_configured */
export async function takeBackScheme(
  deps: SchemeDeps,
  operatorId: string,
  validFrom: string,
): Promise<KeptScheme> {
  return deps.db.transaction(async (tx) => {
    await lockSchemes(tx)
    const scheme = (await listSchemes(tx)).find((one) => one.validFrom === validFrom)
    if (scheme === undefined) return refuse(revenueRefusals.scheme_not_found)
    if (scheme.validFrom <= dayOf(deps.clock.now(), deps.timeZone)) refuse(revenueRefusals.scheme_begun)
    if (scheme.announcedBy === null) refuse(revenueRefusals.scheme_configured)
    assert(
      await withdrawScheme(tx, scheme, schemeBody(scheme), operatorId, deps.clock.now()),
      'it was there under the lock',
    )
    return scheme
  })
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
