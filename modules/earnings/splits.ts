/** Sharing a video's income: proposed by its owner, accepted by all, and never for a day that has begun. */
import { type Day, dayOf, nextDay } from '../../platform/clock.ts'
import { commonRefusals } from '../../platform/contract.ts'
import type { Queryable, Tx } from '../../platform/db/index.ts'
import { assert, present, refuse } from '../../platform/errors.ts'
import { accountsOf } from './accounts.ts'
import { earningsRefusals } from './contract.ts'
import type { EarningsDeps } from './face.ts'
import { peopleMax, type Split, type SplitLookup, type SplitRecord, wholeSplit } from './split.ts'
import { findClosed } from './store.ts'
import * as store from './store-splits.ts'

/** The splits that apply to those videos on any of those days. */
export async function findSplits(
  on: Queryable,
  videoIds: readonly string[],
  days: readonly Day[],
): Promise<SplitLookup> {
  const sorted = [...days].sort()
  const first = sorted[0]
  const last = sorted.at(-1)
  const none = videoIds.length === 0 || first === undefined || last === undefined
  const found = none ? [] : await store.standingSplits(on, videoIds, first, last)
  const byVideo = Map.groupBy(found, (split) => split.videoId)
  return {
    on(videoId, day): Split | undefined {
      const split = byVideo.get(videoId)?.find((one) => appliesOn(one, day))
      return (
        split && {
          id: split.id,
          videoId: split.videoId,
          ownerId: split.ownerId,
          parts: split.parts.map(({ accountId, basisPoints }) => ({ accountId, basisPoints })),
        }
      )
    },
  }
}

export const appliesOn = (
  { startsOn, endsOn }: Pick<SplitRecord, 'startsOn' | 'endsOn'>,
  day: Day,
): boolean => startsOn !== null && startsOn <= day && (endsOn === null || day < endsOn)

/** With no parts: the split ends with today, and what is proposed is withdrawn. The owner's own part is accepted by
 *  proposing. @returns the proposal; undefined when there is none now */
export async function proposeSplit(
  deps: EarningsDeps,
  ownerId: string,
  videoId: string,
  parts: readonly { handle: string; basisPoints: number }[],
): Promise<SplitRecord | undefined> {
  const { db, clock, ids } = deps
  const [video] = await deps.videos.findMany([videoId])
  if (video?.ownerId !== ownerId || video.state === 'removed') refuse(commonRefusals.not_found)
  const people = await findPeople(deps, ownerId, parts)
  return db.transaction(async (tx) => {
    await store.lockSplits(tx, videoId)
    const now = clock.now()
    const before = (await store.splitsOfVideo(tx, videoId)).find((split) => split.state === 'proposed')
    if (before && isSame(before, people)) return before
    if (before) await store.settleProposal(tx, before.id, 'withdrawn', now)
    if (people.length === 0) {
      await store.endAccepted(tx, videoId, nextDay(dayOf(now, deps.timeZone)))
      return undefined
    }
    const id = ids.uuid()
    await store.insertSplit(tx, { id, videoId, ownerId, proposedAt: now, parts: people })
    await store.answerPart(tx, id, ownerId, 'accepted', now)
    return present(await store.findSplit(tx, id), 'it was just proposed')
  })
}

const isSame = (split: SplitRecord, people: readonly { accountId: string; basisPoints: number }[]): boolean =>
  split.parts.length === people.length &&
  people.every((person) =>
    split.parts.some(
      (part) => part.accountId === person.accountId && part.basisPoints === person.basisPoints,
    ),
  )

async function findPeople(
  deps: EarningsDeps,
  ownerId: string,
  parts: readonly { handle: string; basisPoints: number }[],
): Promise<{ accountId: string; basisPoints: number }[]> {
  if (parts.length === 0) return []
  const people: { accountId: string; basisPoints: number; handle: string }[] = []
  for (const { handle, basisPoints } of parts) {
    const account = await deps.identity.findByHandle(handle)
    if (account === undefined) refuse(earningsRefusals.split_person_unknown, { handle })
    people.push({ accountId: account.id, basisPoints, handle })
  }
  const ids = people.map((person) => person.accountId)
  const [closed] = await findClosed(deps.db, ids)
  if (closed !== undefined) {
    const handle = people.find((person) => person.accountId === closed.creatorId)?.handle ?? ''
    refuse(earningsRefusals.split_person_unknown, { handle })
  }
  const sum = people.reduce((total, person) => total + person.basisPoints, 0)
  const isRight =
    sum === wholeSplit &&
    people.every((person) => Number.isInteger(person.basisPoints) && person.basisPoints >= 1) &&
    new Set(ids).size === ids.length &&
    ids.includes(ownerId) &&
    people.length >= 2 &&
    people.length <= peopleMax
  if (!isRight) refuse(earningsRefusals.split_parts_wrong)
  return people.map(({ accountId, basisPoints }) => ({ accountId, basisPoints }))
}

/** The last one to accept makes it apply from the next day, and the split before it ends with this one. */
export async function answerSplit(
  deps: EarningsDeps,
  accountId: string,
  splitId: string,
  accepts: boolean,
): Promise<SplitRecord> {
  return onSplit(deps, accountId, splitId, async (tx, split) => {
    const answer = accepts ? 'accepted' : 'declined'
    const mine = present(
      split.parts.find((part) => part.accountId === accountId),
      'the caller has a part',
    )
    if (split.state !== 'proposed') {
      const isRepeat =
        mine.state === answer && (accepts ? split.state === 'accepted' : split.state !== 'accepted')
      if (!isRepeat) refuse(earningsRefusals.split_over, { state: split.state })
      return
    }
    const now = deps.clock.now()
    await store.answerPart(tx, splitId, accountId, answer, now)
    if (!accepts) {
      await store.settleProposal(tx, splitId, accountId === split.ownerId ? 'withdrawn' : 'declined', now)
      return
    }
    const waiting = split.parts.some((part) => part.state === 'waiting' && part.accountId !== accountId)
    if (waiting) return
    const tomorrow = nextDay(dayOf(now, deps.timeZone))
    const last = await store.lastChange(tx, split.videoId)
    // A clock that was set back must not let it begin before what another split was promised for.
    const startsOn = last !== undefined && last > tomorrow ? last : tomorrow
    await store.endAccepted(tx, split.videoId, startsOn)
    await store.acceptProposal(tx, splitId, startsOn, now)
    await deps.ledger.openAccounts(
      tx,
      split.parts.flatMap((part) => accountsOf(part.accountId)),
    )
  })
}

export async function endSplit(deps: EarningsDeps, accountId: string, splitId: string): Promise<SplitRecord> {
  return onSplit(deps, accountId, splitId, async (tx, split) => {
    if (split.state === 'ended') return
    if (split.state !== 'accepted') refuse(earningsRefusals.split_over, { state: split.state })
    await store.endAccepted(tx, split.videoId, nextDay(dayOf(deps.clock.now(), deps.timeZone)))
  })
}

/** Changes a split that the account has a part in, one change a video at a time. @throws Refusal not_found */
async function onSplit(
  deps: EarningsDeps,
  accountId: string,
  splitId: string,
  change: (tx: Tx, split: SplitRecord) => Promise<void>,
): Promise<SplitRecord> {
  return deps.db.transaction(async (tx) => {
    const known = await store.findSplit(tx, splitId)
    if (!known?.parts.some((part) => part.accountId === accountId)) refuse(commonRefusals.not_found)
    await store.lockSplits(tx, known.videoId)
    await change(tx, present(await store.findSplit(tx, splitId), 'a split is never removed'))
    return present(await store.findSplit(tx, splitId), 'a split is never removed')
  })
}

export async function splitsOfVideo(deps: EarningsDeps, accountId: string, videoId: string) {
  const all = await store.splitsOfVideo(deps.db, videoId)
  const [video] = await deps.videos.findMany([videoId])
  const mine = all.filter((split) => split.parts.some((part) => part.accountId === accountId))
  const today = dayOf(deps.clock.now(), deps.timeZone)
  const current = mine.find((split) => appliesOn(split, today))
  const next = mine.find(
    (split) => split.startsOn !== null && split.startsOn > today && split.startsOn !== split.endsOn,
  )
  const proposed = mine.find((split) => split.state === 'proposed')
  const isOwner = video?.ownerId === accountId && video.state !== 'removed'
  if (!isOwner && (current ?? next ?? proposed) === undefined) refuse(commonRefusals.not_found)
  return { current, next, proposed }
}

/** Ends, from tomorrow, every split that the account has a part in, and withdraws what is proposed. */
export async function leaveSplits(deps: EarningsDeps, tx: Tx, accountId: string): Promise<void> {
  const now = deps.clock.now()
  for (const videoId of (await store.videosShared(tx, accountId)).sort()) {
    await store.lockSplits(tx, videoId)
    for (const split of await store.splitsOfVideo(tx, videoId)) {
      if (!split.parts.some((part) => part.accountId === accountId)) continue
      if (split.state === 'proposed') await store.settleProposal(tx, split.id, 'withdrawn', now)
      if (split.state === 'accepted') await store.endAccepted(tx, videoId, nextDay(dayOf(now, deps.timeZone)))
    }
  }
  assert((await store.videosShared(tx, accountId)).length === 0, 'nothing is shared any more')
}
