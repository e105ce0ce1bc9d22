/** A batch of watches on its way through qualify: what is known of their tickets, and all that the verdicts change. */
import type { Day } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/index.ts'
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

/** A batch holds tens of thousands of watches, so lookups go by one id, never by ids joined into a new string. */
export function createBatch(day: Day, known: readonly store.TicketDayRow[]) {
  const tickets = new Map<string, Entry[]>()
  const paidByViewer = new Map<string, Entry[]>()
  const changed: Entry[] = []
  const organic = new Map<string, VideoChange>()
  const promoted = new Map<string, VideoChange>()
  const verdicts: VerdictRow[] = []
  const impressions: store.ImpressionRow[] = []
  const counts = new Map<Word, number>()

  const keep = (map: Map<string, Entry[]>, key: string, entry: Entry): void => {
    const list = map.get(key)
    if (list) list.push(entry)
    else map.set(key, [entry])
  }

  for (const row of known) {
    const { viewerKey, videoId, ticketId, word: code, ...numbers } = row
    const word = words[code]
    const sum: WatchSum = { ...numbers, word }
    const entry: Entry = { row: undefined, viewerKey, videoId, ticketId, isNew: false, sum, touched: false }
    keep(tickets, ticketId, entry)
    if (word === 'paid') keep(paidByViewer, viewerKey, entry)
  }

  /** A ticket has one entry a viewer: that of a thief is apart. */
  const entryOf = (row: UnjudgedRow): Entry => {
    const { viewerKey, videoId, ticketId } = row
    const found = tickets.get(ticketId)?.find((entry) => entry.viewerKey === viewerKey)
    if (found) return found
    const sum = emptySum(row.deviceKey)
    const made: Entry = { row, viewerKey, videoId, ticketId, isNew: true, sum, touched: false }
    keep(tickets, ticketId, made)
    return made
  }

  const changeOf = (row: UnjudgedRow): VideoChange => {
    const isPromoted = row.campaignId !== null
    const videos = isPromoted ? promoted : organic
    const found = videos.get(row.videoId)
    if (found) return found
    const { videoId, creatorId } = row
    const made = { videoId, promoted: isPromoted, creatorId, watches: words.map(() => 0), validMs: 0 }
    videos.set(videoId, made)
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
      const payer = paidByViewer.get(row.viewerKey)?.find((one) => one.videoId === row.videoId)
      const elsewhere: PaidElsewhere | undefined = payer && payer !== entry ? payer.sum : undefined
      const before = entry.sum.word
      const verdict = qualify(watch, entry.sum, elsewhere)
      const after = verdict.sum.word ?? verdict.word
      entry.sum = verdict.sum
      if (after === 'paid' && before !== 'paid') keep(paidByViewer, row.viewerKey, entry)
      if (!entry.touched) changed.push(entry)
      entry.touched = true

      const change = changeOf(row)
      countWord(change, before, after)
      change.validMs += verdict.validMs
      verdicts.push({ seq: row.seq, word: verdict.word, validMs: verdict.validMs })
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
    /** @returns the videos that reached that many views by this */
    async save(tx: Tx, mark: number): Promise<readonly string[]> {
      await store.copyVerdicts(
        tx,
        linesOf(verdicts, (row) => verdictLine(day, row)),
      )
      const fresh = changed.filter((entry) => entry.isNew)
      if (fresh.length > 0)
        await store.copyTicketDays(
          tx,
          linesOf(fresh, (entry) => ticketDayLine(day, entry)),
        )
      const older = changed.filter((entry) => !entry.isNew)
      if (older.length > 0) await store.updateTicketDays(tx, day, changesOf(older))
      const changes = [...organic.values(), ...promoted.values()].filter(
        (one) => one.validMs > 0 || one.watches.some((n) => n !== 0),
      )
      if (changes.length > 0) await store.addVideoDays(tx, day, changes)
      const totals = changes.filter((one) => !one.promoted).map(totalOf)
      if (impressions.length > 0) await store.appendImpressions(tx, day, impressions)
      return totals.length > 0 ? store.addTotals(tx, totals, mark) : []
    },
  }
}

interface VerdictRow {
  readonly seq: bigint
  readonly word: Word
  readonly validMs: number
}

const verdictLine = (day: Day, row: VerdictRow): string =>
  `${day}\t${row.seq}\t${codeOfWord(row.word)}\t${row.validMs}`

function* linesOf<T>(rows: readonly T[], lineOf: (row: T) => string): Generator<string> {
  for (const row of rows) yield lineOf(row)
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
