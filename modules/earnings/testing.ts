/** Earnings on a real database, and builders for the tests of later modules. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { type Ids, uuidFrom } from '../../platform/ids.ts'
import { type Account, accountId } from '../identity/index.ts'
import { createLedger, type Ledger, stands } from '../ledger/index.ts'
import { anAccount } from '../ledger/testing.ts'
import { type Video, videoId } from '../videos/index.ts'
import {
  createEarnings,
  type Earnings,
  type EarningsConfig,
  earningsConfig,
  type EarningsDeps,
  type NewEarning,
} from './index.ts'

export const person = (name: string): string => uuidFrom('test.person', name)

/** An account without limit that pays for what tests credit. */
export const purse = anAccount('purse of earnings', { code: 7 })
/** Where tests send what is taken back. */
export const elsewhere = anAccount('elsewhere', { code: 8 })

export interface EarningsStage {
  readonly earnings: Earnings
  readonly ledger: Ledger
  /** Handle → account: add those that splits name; {@link person} makes their ids. */
  readonly people: Map<string, Account>
  readonly videos: Map<string, Pick<Video, 'id' | 'ownerId' | 'state'>>
  /** Opens the accounts and credits the lines, as a source does. */
  credited(lines: readonly NewEarning[]): Promise<void>
}

export async function testEarnings(deps: {
  db: Db
  clock: Clock
  ids: Ids
  config?: Partial<EarningsConfig>
  operators?: number
  more?: Pick<EarningsDeps, 'handOn' | 'toAccounts' | 'creatorsBefore'>
}): Promise<EarningsStage> {
  const { db, clock, ids } = deps
  const ledger = createLedger({ db, clock })
  await ledger.openAccounts(db, [purse, elsewhere])
  const people: EarningsStage['people'] = new Map()
  const videos: EarningsStage['videos'] = new Map()
  const earnings = createEarnings({
    db,
    clock,
    ids,
    ledger,
    timeZone: 'Asia/Jakarta',
    config: earningsConfig.defaults(deps.config ?? {}),
    countOperators: async () => deps.operators ?? 2,
    videos: { findMany: async (wanted) => wanted.flatMap((id) => videos.get(id) ?? []) },
    identity: {
      findByHandle: async (handle) => people.get(handle),
      findMany: async (wanted) => [...people.values()].filter((one) => wanted.includes(one.id)),
    },
    ...deps.more,
  })
  return {
    earnings,
    ledger,
    people,
    videos,
    async credited(lines) {
      await earnings.openFor(
        db,
        lines.map((line) => line.creatorId),
      )
      await db.transaction(async (tx) => {
        const results = await ledger.submitIn(tx, await earnings.credit(tx, lines))
        assert(results.every(stands), 'what is credited is paid')
      })
    },
  }
}

/** Makes people by their handles, and a video of the first. @returns the video's id */
export function aVideoOf(stage: EarningsStage, ...handles: readonly string[]): string {
  for (const handle of handles)
    stage.people.set(handle, {
      id: accountId(person(handle)),
      handle,
      displayName: handle,
      bio: '',
      lang: 'id',
      roles: [],
      createdAt: new Date(0),
    })
  const id = videoId(uuidFrom('test.video', ...handles))
  stage.videos.set(id, { id, ownerId: person(handles[0] ?? ''), state: 'published' })
  return id
}

/** A gift of that many rupiah unless told. */
export const anEarning = (
  name: string,
  creator: string,
  amountIdr: bigint,
  earnedAt: Date,
  more: Partial<NewEarning> = {},
): NewEarning => ({
  id: uuidFrom('test.earning', name),
  creatorId: person(creator),
  source: 'gift',
  amountIdr,
  from: purse.id,
  earnedAt,
  ...more,
})
