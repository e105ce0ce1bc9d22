/** What became of watches, in the order people ask: first what counted, then each reason why not.
 *  The words are playback's verdicts (modules/playback/qualify.ts); one that is not known here is shown as it is. */
import type { PlainKey } from '#i18n/words.svelte.ts'

interface VerdictWords {
  readonly label: PlainKey
  readonly note: PlainKey
}

const known: Readonly<Record<string, VerdictWords>> = {
  paid: { label: 'verdict.paid', note: 'verdict.paidNote' },
  view: { label: 'verdict.view', note: 'verdict.viewNote' },
  play: { label: 'verdict.play', note: 'verdict.playNote' },
  repeat: { label: 'verdict.repeat', note: 'verdict.repeatNote' },
  over_cap: { label: 'verdict.overCap', note: 'verdict.overCapNote' },
  too_short: { label: 'verdict.tooShort', note: 'verdict.tooShortNote' },
  not_visible: { label: 'verdict.notVisible', note: 'verdict.notVisibleNote' },
  own_video: { label: 'verdict.ownVideo', note: 'verdict.ownVideoNote' },
  faster_than_time: { label: 'verdict.faster', note: 'verdict.fasterNote' },
  bad_ticket: { label: 'verdict.badTicket', note: 'verdict.badTicketNote' },
  robot: { label: 'verdict.robot', note: 'verdict.robotNote' },
}

export const verdictWords = (word: string): VerdictWords | undefined => known[word]

export type Verdicts = Readonly<Record<string, number>>

export interface VerdictCount {
  readonly word: string
  readonly count: number
}

/** Sums of several days or clips. */
export function addVerdicts(all: readonly Verdicts[]): Verdicts {
  const sum: Record<string, number> = {}
  for (const one of all) for (const [word, count] of Object.entries(one)) sum[word] = (sum[word] ?? 0) + count
  return sum
}

/** `paid` counted; every other word is a reason why not, most frequent first. Words without a watch are left out. */
export function sortVerdicts(verdicts: Verdicts): {
  counted: number
  notCounted: number
  reasons: VerdictCount[]
} {
  const reasons = Object.entries(verdicts)
    .filter(([word, count]) => word !== 'paid' && count > 0)
    .map(([word, count]) => ({ word, count }))
    .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1))
  return {
    counted: verdicts['paid'] ?? 0,
    notCounted: reasons.reduce((sum, reason) => sum + reason.count, 0),
    reasons,
  }
}
