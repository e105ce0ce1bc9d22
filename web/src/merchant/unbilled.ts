/** Why an impression cost nothing, in a merchant's words: playback's verdicts, and ads' own reasons. */
import { type PlainKey, t } from '#i18n/words.svelte.ts'

const known: Readonly<Record<string, { readonly label: PlainKey; readonly note: PlainKey }>> = {
  play: { label: 'unbilled.play', note: 'unbilled.playNote' },
  too_short: { label: 'unbilled.tooShort', note: 'unbilled.tooShortNote' },
  not_visible: { label: 'unbilled.notVisible', note: 'unbilled.notVisibleNote' },
  repeat: { label: 'unbilled.repeat', note: 'unbilled.repeatNote' },
  own_video: { label: 'unbilled.own', note: 'unbilled.ownNote' },
  robot: { label: 'unbilled.robot', note: 'unbilled.robotNote' },
  faster_than_time: { label: 'unbilled.faster', note: 'unbilled.fasterNote' },
  bad_ticket: { label: 'unbilled.ticket', note: 'unbilled.ticketNote' },
  daily_budget: { label: 'unbilled.daily', note: 'unbilled.dailyNote' },
  total_budget: { label: 'unbilled.total', note: 'unbilled.totalNote' },
  balance: { label: 'unbilled.balance', note: 'unbilled.balanceNote' },
}

export interface UnbilledPart {
  readonly key: string
  readonly label: string
  readonly note?: string
  readonly count: number
}

/** Most frequent first; a reason that is not known here is shown as it is. */
export function unbilledParts(unbilled: Readonly<Record<string, number>>): UnbilledPart[] {
  return Object.entries(unbilled)
    .filter(([, count]) => count > 0)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([key, count]) => {
      const words = known[key]
      return words ? { key, label: t(words.label), note: t(words.note), count } : { key, label: key, count }
    })
}
