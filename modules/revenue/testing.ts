/** Builders for the tests of this module and of those after it: a small day of watching and ads, given directly. */
import type { Clock, Day } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Events } from '../../platform/events/index.ts'
import { type Ids, uuidFrom } from '../../platform/ids.ts'
import { createEarnings, type Earnings, earningsConfig } from '../earnings/index.ts'
import type { Account } from '../identity/index.ts'
import { createLedger, type Ledger } from '../ledger/index.ts'
import type { Video } from '../videos/index.ts'
import { poolAccount } from './accounts.ts'
import {
  createRevenue,
  ed25519Signer,
  type Revenue,
  type RevenueConfig,
  type RevenueDeps,
  revenueConfig,
} from './index.ts'
import type { PaidView, ViewerSpend } from './viewer-days.ts'

/** A stable uuid from a name. */
export const named = (name: string): string => uuidFrom('test', name)

/** What viewers did on a day: ad money in µIDR, and milliseconds watched by video name ('creator/video'). */
export interface DayStory {
  readonly [viewer: string]: { readonly ads: bigint; readonly watched: Readonly<Record<string, number>> }
}

export const creatorNamed = (name: string): string => named(`creator ${name}`)
export const videoNamed = (name: string): string => named(`video ${name}`)

const byText = (a: string, b: string) => (a < b ? -1 : 1)

export function storyFacts(
  stories: Readonly<Record<string, DayStory>>,
): Pick<RevenueDeps, 'playback' | 'ads'> {
  const viewsOf = (day: string): PaidView[] =>
    Object.entries(stories[day] ?? {})
      .flatMap(([viewer, { watched }]) =>
        Object.entries(watched).map(([video, validMs]) => ({
          viewerKey: named(viewer),
          videoId: videoNamed(video),
          creatorId: creatorNamed(video.split('/')[0] ?? ''),
          validMs,
        })),
      )
      .sort((a, b) => byText(a.viewerKey + a.videoId, b.viewerKey + b.videoId))
  const spendOf = (day: string): ViewerSpend[] =>
    Object.entries(stories[day] ?? {})
      .map(([viewer, { ads }]) => ({ viewerKey: named(viewer), micro: ads }))
      .sort((a, b) => byText(a.viewerKey, b.viewerKey))
  const countOf = (views: readonly PaidView[]) => ({ paid: views.length, repeat: 1 })
  return {
    playback: {
      async *eachPaidView(day) {
        yield viewsOf(day)
      },
      async histogram(creatorId, day) {
        return [{ counts: countOf(viewsOf(day).filter((view) => view.creatorId === creatorId)) }]
      },
      async *eachVerdictCount(day) {
        for (const creatorId of new Set(viewsOf(day).map((view) => view.creatorId)))
          yield { creatorId, counts: countOf(viewsOf(day).filter((view) => view.creatorId === creatorId)) }
      },
    },
    ads: {
      async *eachViewerSpend(day) {
        yield spendOf(day)
      },
    },
  }
}

export const poolOf = (story: DayStory): bigint =>
  Object.values(story).reduce((sum, { ads }) => sum + ads, 0n)

/** The first test vector of RFC 8032 §7.1. */
export const testSigner = ed25519Signer(
  Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'),
)

const merchant = uuidFrom('test.merchant')

/** Puts a day's ad money where ads leaves it. */
export async function fillPool(db: Db, ledger: Ledger, day: Day, micro: bigint): Promise<void> {
  const pool = poolAccount(day)
  await ledger.openAccounts(db, [
    { id: merchant, ledger: 2, code: 1 },
    { id: pool, ledger: 2, code: 2, debitsMustNotExceedCredits: true },
  ])
  if (micro === 0n) return
  await ledger.submit([
    { id: uuidFrom('test.fill', day), debit: merchant, credit: pool, ledger: 2, amount: micro, code: 1 },
  ])
}

export function testRevenue(deps: {
  db: Db
  clock: Clock
  ids: Ids
  events: Events
  stories: Readonly<Record<string, DayStory>>
  config?: Partial<RevenueConfig>
  overrides?: Partial<RevenueDeps>
}): {
  revenue: Revenue
  ledger: Ledger
  earnings: Earnings
  /** Whom a split may name, by handle. */
  people: Map<string, Account>
  videos: Map<string, Pick<Video, 'id' | 'ownerId' | 'state'>>
} {
  const { db, clock, ids, events, stories } = deps
  const ledger = createLedger({ db, clock })
  const people = new Map<string, Account>()
  const videos = new Map<string, Pick<Video, 'id' | 'ownerId' | 'state'>>()
  const earnings = createEarnings({
    db,
    clock,
    ids,
    ledger,
    timeZone: 'Asia/Jakarta',
    config: earningsConfig.defaults({}),
    countOperators: async () => 2,
    videos: { findMany: async (wanted) => wanted.flatMap((id) => videos.get(id) ?? []) },
    identity: {
      findByHandle: async (handle) => people.get(handle),
      findMany: async (wanted) => [...people.values()].filter((one) => wanted.includes(one.id)),
    },
  })
  const revenue = createRevenue({
    db,
    clock,
    ids,
    events,
    config: revenueConfig.defaults(deps.config ?? {}),
    ledger,
    earnings,
    ...storyFacts(stories),
    signer: testSigner,
    timeZone: 'Asia/Jakarta',
    currency: 'IDR',
    ...deps.overrides,
  })
  return { revenue, ledger, earnings, people, videos }
}
