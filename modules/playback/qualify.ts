/** Which watches count, and the reason for each that does not. Pure: same facts, same verdict.
 *
 *  A *watch* is all the events of one ticket received on one day; a player reports it in as many events as it likes,
 *  each with only what was played since the one before. (A watch that spans midnight is a watch on each day.)
 *  For every event, in the order received:
 *
 *  1. It is set aside, and adds nothing, with the first reason that fits:
 *     `bad_ticket` (foreign, expired, or replayed from a second device), `robot` (declared by its user agent),
 *     `own_video` (the creator's account, or a device on which the creator has logged in), `not_visible` (less than half
 *     of the pixels, or in the background), `faster_than_time` (this ticket's events together claim more wall time,
 *     or more media than double speed could play, than has passed since the ticket was issued, plus 2 s of slack),
 *     `too_short` (less than 250 ms played).
 *  2. Otherwise it adds `min(media played, wall time played)` to its watch, which then is
 *     - a **play**: anything played, visible;
 *     - a **view**: 2 s played without a break, visible (95 % of a clip shorter than that). Events join: a run goes on
 *       where the last one ended, and from the clip's end to its start;
 *     - a **paid view**: a view of 5 s in all (95 % of a shorter clip), not promoted, and the first of this viewer,
 *       video and day. Its weight is all that its ticket added that day, at most 60 s.
 *  3. A watch that would be a paid view, were it not for another one of the same viewer, video and day, is `repeat`;
 *     `over_cap` when that other one already reached 60 s. What the paying watch adds beyond 60 s is `over_cap` too.
 *
 *  A watch's own word is the highest that any of its events earned, in the order of {@link words}: a bad event after
 *  a good one takes nothing back. `plays`, `views` and `paid` count watches by that word (see {@link isPlay}).
 *  Sources: money.md §4; MRC viewability (50 % of pixels, 2 continuous seconds). */
import { lengthOf, type Ranges } from './clamp.ts'

/** From weakest to strongest. The position is stored: append only, and never between. */
export const words = [
  'too_short',
  'not_visible',
  'faster_than_time',
  'bad_ticket',
  'robot',
  'own_video',
  'play',
  'view',
  'over_cap',
  'repeat',
  'paid',
] as const
export type Word = (typeof words)[number]

export const codeOfWord = (word: Word): number => words.indexOf(word)
export const isPlay = (word: Word): boolean => codeOfWord(word) >= codeOfWord('play')
export const isView = (word: Word): boolean => codeOfWord(word) >= codeOfWord('view')

export const rules = {
  playMs: 250,
  viewMs: 2_000,
  paidMs: 5_000,
  capMs: 60_000,
  /** A shorter clip counts when this much of it was played. */
  shortClipShare: 0.95,
  /** Gap between two ranges that a decoder's clock can make without a break in what is seen. */
  joinMs: 250,
  /** Clocks, and the frames decoded before the first report. */
  slackMs: 2_000,
  fastestRate: 2,
} as const

/** One event as ingest stored it. */
export interface Watch {
  readonly deviceKey: string
  readonly durationMs: number
  /** Wall time between the ticket's issue and the event's receipt. */
  readonly elapsedMs: number
  readonly playedMs: number
  readonly ranges: Ranges
  readonly isVisible: boolean
  readonly isRobot: boolean
  readonly isExpired: boolean
  readonly isForeign: boolean
  readonly isOwn: boolean
  /** An ad: it can be a view, which the merchant pays for, but never a paid view. */
  readonly isPromoted: boolean
}

/** What the events of one ticket and day have added up to. */
export interface WatchSum {
  readonly deviceKey: string
  /** Highest word so far; none before the first event. */
  readonly word: Word | undefined
  readonly claimedMs: number
  readonly totalMs: number
  /** Weight if this is the paying watch; at most the cap. */
  readonly weightMs: number
  /** The run that is still open: where it ended in the clip (-1: none) and how long it is. */
  readonly runEndMs: number
  readonly runMs: number
  readonly longestMs: number
}

/** Another watch of the same viewer, video and day that is the paid view, if there is one. */
export interface PaidElsewhere {
  readonly weightMs: number
}

export interface Verdict {
  readonly word: Word
  /** What the event added to its watch's weight. */
  readonly validMs: number
  readonly sum: WatchSum
}

export const emptySum = (deviceKey: string): WatchSum => ({
  deviceKey,
  word: undefined,
  claimedMs: 0,
  totalMs: 0,
  weightMs: 0,
  runEndMs: -1,
  runMs: 0,
  longestMs: 0,
})

export function qualify(watch: Watch, sum: WatchSum, elsewhere: PaidElsewhere | undefined): Verdict {
  const mediaMs = lengthOf(watch.ranges)
  const claimMs = Math.max(watch.playedMs, Math.ceil(mediaMs / rules.fastestRate))
  const aside = setAside(watch, sum, mediaMs, claimMs)
  if (aside) return { word: aside, validMs: 0, sum: { ...sum, word: higher(sum.word, aside) } }

  const addedMs = Math.min(mediaMs, watch.playedMs)
  const totalMs = sum.totalMs + addedMs
  const run = extendRun(sum, watch)
  const word = wordFor(watch, sum, { totalMs, longestMs: run.longestMs }, elsewhere)
  const counts = word !== 'repeat' && word !== 'over_cap'
  const validMs = counts ? Math.min(addedMs, rules.capMs - sum.weightMs) : 0
  return {
    word,
    validMs,
    sum: {
      ...sum,
      ...run,
      totalMs,
      word: higher(sum.word, word),
      claimedMs: sum.claimedMs + claimMs,
      weightMs: sum.weightMs + validMs,
    },
  }
}

function setAside(watch: Watch, sum: WatchSum, mediaMs: number, claimMs: number): Word | undefined {
  if (watch.isForeign || watch.isExpired || sum.deviceKey !== watch.deviceKey) return 'bad_ticket'
  if (watch.isRobot) return 'robot'
  if (watch.isOwn) return 'own_video'
  if (!watch.isVisible) return 'not_visible'
  if (sum.claimedMs + claimMs > watch.elapsedMs + rules.slackMs) return 'faster_than_time'
  if (Math.min(mediaMs, watch.playedMs) < Math.min(rules.playMs, needed(rules.playMs, watch.durationMs)))
    return sum.totalMs > 0 && mediaMs > 0 && watch.playedMs > 0 ? undefined : 'too_short'
  return undefined
}

function wordFor(
  watch: Watch,
  before: WatchSum,
  now: { totalMs: number; longestMs: number },
  elsewhere: PaidElsewhere | undefined,
): Word {
  const viewMs = needed(rules.viewMs, watch.durationMs)
  if (now.longestMs < viewMs || now.totalMs < viewMs) return 'play'
  if (watch.isPromoted || now.totalMs < needed(rules.paidMs, watch.durationMs)) return 'view'
  if (before.word === 'paid') return before.weightMs < rules.capMs ? 'paid' : 'over_cap'
  if (elsewhere) return elsewhere.weightMs < rules.capMs ? 'repeat' : 'over_cap'
  return 'paid'
}

/** The threshold, or 95 % of a clip that is shorter than it. */
function needed(thresholdMs: number, durationMs: number): number {
  return durationMs < thresholdMs ? Math.ceil(durationMs * rules.shortClipShare) : thresholdMs
}

function extendRun(
  sum: WatchSum,
  { ranges, durationMs }: Watch,
): Pick<WatchSum, 'runEndMs' | 'runMs' | 'longestMs'> {
  let { runEndMs, runMs, longestMs } = sum
  for (let at = 0; at + 1 < ranges.length; at += 2) {
    const start = ranges[at] ?? 0
    const end = ranges[at + 1] ?? 0
    const goesOn = runEndMs >= 0 && Math.abs(start - runEndMs) <= rules.joinMs
    const loops = runEndMs >= durationMs - rules.joinMs && start <= rules.joinMs
    runMs = goesOn || loops ? runMs + (end - start) : end - start
    runEndMs = end
    longestMs = Math.max(longestMs, runMs)
  }
  return { runEndMs, runMs, longestMs }
}

const higher = (before: Word | undefined, now: Word): Word =>
  before !== undefined && codeOfWord(before) > codeOfWord(now) ? before : now
