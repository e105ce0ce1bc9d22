/** A batch of watches on its way through qualify: what is known of their tickets, and all that the verdicts change. */
import type { Day } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import {
  codeOfWord,
  emptySum,
  isPlay,
  isView,
  type PaidElsewhere,
  qualify,
  type Watch,
  type WatchSum,
  type Word,
  words,
} from './qualify.ts'
import * as store from './store-judge.ts'
import type { UnjudgedRow } from './store-judge.ts'

/** One ticket on one day, as the batch knows it. */
interface Entry {
  readonly row: UnjudgedRow | undefined
  readonly viewerKey: string
  readonly videoId: string
  readonly ticketId: string
  readonly isNew: boolean
  sum: WatchSum
  touched: boolean
}

interface VideoChange {
  readonly videoId: string
  readonly promoted: boolean
  readonly creatorId: string
  readonly watches: number[]
  validMs: number
}

export function createBatch(day: Day, known: readonly store.TicketDayRow[]) {
  const entries = new Map<string, Entry>()
  const paidBy = new Map<string, Entry>()
  const changed: Entry[] = []
  const videos = new Map<string, VideoChange>()
  const verdictLines: string[] = []
  const impressions: store.ImpressionRow[] = []
  const counts = new Map<Word, number>()

  for (const row of known) {
    const word = words[row.word]
    const sum: WatchSum = {
      deviceKey: row.deviceKey,
      word,
      claimedMs: row.claimedMs,
      totalMs: row.totalMs,
      weightMs: row.weightMs,
      runEndMs: row.runEndMs,
      runMs: row.runMs,
      longestMs: row.longestMs,
    }
    const { viewerKey, videoId, ticketId } = row
    const entry: Entry = { row: undefined, viewerKey, videoId, ticketId, isNew: false, sum, touched: false }
    entries.set(ticketId + viewerKey, entry)
    if (word === 'paid') paidBy.set(viewerKey + videoId, entry)
  }

  const entryOf = (row: UnjudgedRow): Entry => {
    const key = row.ticketId + row.viewerKey
    const found = entries.get(key)
    if (found) return found
    const { viewerKey, videoId, ticketId } = row
    const made: Entry = {
      row,
      viewerKey,
      videoId,
      ticketId,
      isNew: true,
      sum: emptySum(row.deviceKey),
      touched: false,
    }
    entries.set(key, made)
    return made
  }

  const changeOf = (row: UnjudgedRow): VideoChange => {
    const promoted = row.campaignId !== null
    const key = promoted ? `+${row.videoId}` : row.videoId
    const found = videos.get(key)
    if (found) return found
    const made = {
      videoId: row.videoId,
      promoted,
      creatorId: row.creatorId,
      watches: words.map(() => 0),
      validMs: 0,
    }
    videos.set(key, made)
    return made
  }

  const countWord = (change: VideoChange, before: Word | undefined, after: Word): void => {
    if (before === after) return
    const { watches } = change
    if (before !== undefined) watches[codeOfWord(before)] = (watches[codeOfWord(before)] ?? 0) - 1
    watches[codeOfWord(after)] = (watches[codeOfWord(after)] ?? 0) + 1
  }

  return {
    counts,
    add(row: UnjudgedRow, watch: Watch): void {
      const entry = entryOf(row)
      const pair = row.viewerKey + row.videoId
      const payer = paidBy.get(pair)
      const elsewhere: PaidElsewhere | undefined = payer && payer !== entry ? payer.sum : undefined
      const before = entry.sum.word
      const verdict = qualify(watch, entry.sum, elsewhere)
      const after = verdict.sum.word ?? verdict.word
      entry.sum = verdict.sum
      if (after === 'paid') paidBy.set(pair, entry)
      if (!entry.touched) changed.push(entry)
      entry.touched = true

      const change = changeOf(row)
      countWord(change, before, after)
      change.validMs += verdict.validMs
      verdictLines.push(`${day}\t${row.seq}\t${codeOfWord(verdict.word)}\t${verdict.validMs}`)
      counts.set(verdict.word, (counts.get(verdict.word) ?? 0) + 1)
      // The merchant's side hears of a ticket when it becomes a view, and when it is set aside for a new reason.
      if (row.campaignId !== null && before !== after && after !== 'play' && after !== 'too_short')
        impressions.push({
          ticketId: row.ticketId,
          campaignId: row.campaignId,
          viewerKey: row.viewerKey,
          videoId: row.videoId,
          priceMicro: row.priceMicro ?? 0n,
          word: codeOfWord(after),
        })
    },
    async save(tx: Tx): Promise<void> {
      await store.copyVerdicts(tx, verdictLines)
      const fresh = changed.filter((entry) => entry.isNew)
      if (fresh.length > 0)
        await store.copyTicketDays(
          tx,
          fresh.map((entry) => ticketDayLine(day, entry)),
        )
      const older = changed.filter((entry) => !entry.isNew)
      if (older.length > 0) await store.updateTicketDays(tx, day, changesOf(older))
      const changes = [...videos.values()].filter(
        (one) => one.validMs > 0 || one.watches.some((n) => n !== 0),
      )
      if (changes.length > 0) await store.addVideoDays(tx, day, changes)
      const totals = changes.filter((one) => !one.promoted).map(totalOf)
      if (totals.length > 0) await store.addTotals(tx, totals)
      if (impressions.length > 0) await store.appendImpressions(tx, day, impressions)
    },
  }
}

function ticketDayLine(day: Day, { row, viewerKey, videoId, ticketId, sum }: Entry): string {
  return `${day}\t${viewerKey}\t${videoId}\t${ticketId}\t${row?.creatorId}\t${sum.deviceKey}\t${numbersOf(sum).join('\t')}`
}

const numbersOf = (sum: WatchSum): number[] => [
  sum.word === undefined ? 0 : codeOfWord(sum.word),
  sum.claimedMs,
  sum.totalMs,
  sum.weightMs,
  sum.runEndMs,
  sum.runMs,
  sum.longestMs,
]

const changesOf = (entries: readonly Entry[]): store.TicketDayChanges => ({
  viewerKeys: entries.map((entry) => entry.viewerKey),
  videoIds: entries.map((entry) => entry.videoId),
  ticketIds: entries.map((entry) => entry.ticketId),
  numbers: entries.map((entry) => numbersOf(entry.sum)),
})

/** Gains by counter; a watch that rises from view to paid view gains only the last. */
function totalOf(change: VideoChange): store.TotalChange {
  const gained = (counts: (word: Word) => boolean) =>
    words.reduce((sum, word, code) => sum + (counts(word) ? (change.watches[code] ?? 0) : 0), 0)
  return {
    videoId: change.videoId,
    plays: gained(isPlay),
    views: gained(isView),
    paidViews: gained((word) => word === 'paid'),
  }
}
