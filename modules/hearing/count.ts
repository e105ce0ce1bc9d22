/** Counts judged watches into entries: each viewer once a clip, each report once, in one transaction with the mark. */
import { addDays, type Day, dayOf, startOfDay } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/index.ts'
import { present } from '../../platform/errors.ts'
import type { JudgedRow } from '../playback/index.ts'
import type { HearingDeps } from './deps.ts'
import { addVote, type Change } from './tally.ts'
import * as entries from './store.ts'
import * as store from './store-votes.ts'

const batchRows = 2_000
/** A day takes watches until it is closed, shortly after its midnight; to be safe, the days before are looked at too. */
const lookBackDays = 3
/** Played of a clip that is finished. Source: recsys.md §5, labels. */
const finishedPart = 0.95
/** Views after which the weekly report takes the time. */
const hundred = 100

/** @returns how many reports were looked at */
export async function countDue(deps: HearingDeps): Promise<number> {
  const marks = await store.readMarks(deps.db)
  const today = dayOf(deps.clock.now(), deps.timeZone)
  const latest = [...marks.keys()].toSorted().at(-1) ?? today
  const from = addDays(latest < today ? latest : today, -lookBackDays)
  let count = 0
  for (const { day, seq } of await deps.playback.judgedMarks(from))
    count += await countDay(deps, day, marks.get(day) ?? 0n, seq)
  return count
}

async function countDay(deps: HearingDeps, day: Day, after: bigint, upTo: bigint): Promise<number> {
  let count = 0
  for (let mark = after; mark < upTo; ) {
    const rows = await deps.playback.readJudgedWatches(day, mark, upTo, batchRows)
    const end = rows.length < batchRows ? upTo : present(rows.at(-1), 'a full batch has a last row').seq
    const done = await countBatch(deps, day, mark, end, rows)
    // Another process counted meanwhile: go on from where it is.
    mark = done
    if (done === end) count += rows.length
  }
  return count
}

/** @returns the mark after it; unless it is `end`, nothing was counted */
async function countBatch(
  deps: HearingDeps,
  day: Day,
  mark: bigint,
  end: bigint,
  rows: readonly JudgedRow[],
): Promise<bigint> {
  const { db } = deps
  const open = (await entries.findEntries(db, unique(rows, 'videoId'))).filter(isHeard)
  const ids = new Set(open.map((entry) => entry.videoId))
  const watches = rows.filter((row) => ids.has(row.videoId))
  const facts = await learn(deps, watches)
  const done = await db.transaction(async (tx) => {
    await entries.lockHearing(tx)
    const found = await store.lockMark(tx, day)
    if (found !== mark) return found
    await store.moveMark(tx, day, end)
    if (watches.length > 0) await countWatches(deps, tx, watches, facts)
    return end
  })
  if (done === end) await noteHundreds(deps, open)
  return done
}

const isHeard = (entry: entries.EntryRow): boolean => entry.closedAt === null && entry.excluded === null

const unique = <K extends keyof JudgedRow>(rows: readonly JudgedRow[], key: K): JudgedRow[K][] => [
  ...new Set(rows.map((row) => row[key])),
]

interface Facts {
  isYoung(viewerKey: string): boolean
  likes(viewerKey: string, videoId: string): boolean
}

async function learn(deps: HearingDeps, watches: readonly JudgedRow[]): Promise<Facts> {
  if (watches.length === 0) return { isYoung: () => true, likes: () => false }
  const settledBefore = deps.clock.now().getTime() - deps.config.YOUNG_DAYS * 86_400_000
  const accounts = await deps.identity.findMany(unique(watches, 'viewerKey'))
  const settled = new Set<string>(
    accounts.filter((one) => one.createdAt.getTime() <= settledBefore).map((one) => one.id),
  )
  const pairs = watches.map(({ viewerKey, videoId }) => ({ accountId: viewerKey, videoId }))
  const liked = new Set((await deps.social.likedAmong(pairs)).map((one) => `${one.accountId} ${one.videoId}`))
  return {
    isYoung: (viewerKey) => !settled.has(viewerKey),
    likes: (viewerKey, videoId) => liked.has(`${viewerKey} ${videoId}`),
  }
}

async function countWatches(
  { config, clock, timeZone }: HearingDeps,
  tx: Tx,
  watches: readonly JudgedRow[],
  facts: Facts,
): Promise<void> {
  const videoIds = unique(watches, 'videoId')
  const deviceKeys = unique(watches, 'deviceKey')
  const now = new Map((await entries.findEntries(tx, videoIds)).map((entry) => [entry.videoId, { ...entry }]))
  const votes = new Map(
    (await store.findVotes(tx, videoIds, unique(watches, 'viewerKey'))).map((one) => [keyOf(one), one]),
  )
  const onDevice = new Map(
    (await store.countOnDevices(tx, videoIds, deviceKeys)).map((one) => [
      `${one.deviceKey} ${one.videoId}`,
      one.count,
    ]),
  )
  const today = startOfDay(dayOf(clock.now(), timeZone), timeZone)
  const ofDevice = new Map(
    (await store.countOfDevices(tx, deviceKeys, today)).map((one) => [one.deviceKey, one.count]),
  )
  const changedVotes = new Map<string, store.VoteRow>()
  const changedEntries = new Set<string>()

  for (const watch of watches) {
    const entry = now.get(watch.videoId)
    if (!entry || !isHeard(entry) || entry.ownerId === watch.viewerKey) continue
    const before = votes.get(keyOf(watch))
    const place = `${watch.deviceKey} ${watch.videoId}`
    const isDeviceFull = (onDevice.get(place) ?? 0) >= config.DEVICE_VIEWERS
    const isBusy = (ofDevice.get(watch.deviceKey) ?? 0) >= config.DEVICE_VOTES
    const vote: store.VoteRow = {
      videoId: watch.videoId,
      viewerKey: watch.viewerKey,
      deviceKey: watch.deviceKey,
      votedAt: before?.votedAt ?? watch.receivedAt,
      isYoung: before?.isYoung ?? facts.isYoung(watch.viewerKey),
      finished: (before?.finished ?? false) || watch.totalMs >= finishedPart * watch.durationMs,
      liked: (before?.liked ?? false) || facts.likes(watch.viewerKey, watch.videoId),
      aside: before ? before.aside : isDeviceFull ? 'device' : isBusy ? 'busy' : null,
    }
    const change: Change = {
      votes: before ? 0 : 1,
      finished: vote.finished && !before?.finished ? 1 : 0,
      liked: vote.liked && !before?.liked ? 1 : 0,
    }
    if (change.votes + change.finished + change.liked === 0) continue
    votes.set(keyOf(vote), vote)
    changedVotes.set(keyOf(vote), vote)
    if (vote.aside !== null) continue
    const sinceMs = Math.max(0, vote.votedAt.getTime() - entry.begunAt.getTime())
    const served = entry.served + change.votes
    const isMet = entry.metAt === null && entry.guarantee > 0 && served >= entry.guarantee
    now.set(entry.videoId, {
      ...entry,
      served,
      tally: addVote(entry.tally, change, vote.isYoung, sinceMs),
      metAt: isMet ? watch.receivedAt : entry.metAt,
    })
    changedEntries.add(entry.videoId)
    if (before) continue
    onDevice.set(place, (onDevice.get(place) ?? 0) + 1)
    ofDevice.set(watch.deviceKey, (ofDevice.get(watch.deviceKey) ?? 0) + 1)
  }
  for (const vote of changedVotes.values()) await store.upsertVote(tx, vote)
  for (const id of changedEntries)
    await store.updateCounted(tx, id, present(now.get(id), 'a changed entry is known'))
}

const keyOf = ({ videoId, viewerKey }: { videoId: string; viewerKey: string }): string =>
  `${videoId} ${viewerKey}`

/** By the public counter: a view of any kind. */
async function noteHundreds(deps: HearingDeps, open: readonly entries.EntryRow[]): Promise<void> {
  const asked = open.filter((entry) => entry.hundredAt === null).map((entry) => entry.videoId)
  if (asked.length === 0) return
  const counters = await deps.playback.counters(asked)
  const reached = asked.filter((id) => (counters.get(id)?.views ?? 0) >= hundred)
  if (reached.length > 0) await deps.db.transaction((tx) => store.markHundred(tx, reached, deps.clock.now()))
}
