/** How a subscription stands, as its owner should see it. Pure. */
export interface Told {
  readonly state: 'asked' | 'active' | 'grace' | 'ended'
  readonly cancelled: boolean
  readonly renewFrom: string | null
  readonly nextPriceIdr: string | null
  readonly waiting: object | null
}
/** running: nothing to do · due: the next month can be paid · paying: its payment waits · ending: runs out */
export type Standing = 'asked' | 'running' | 'due' | 'paying' | 'grace' | 'ending' | 'ended'

export function standingOf(told: Told, now: number): Standing {
  if (told.state === 'asked' || told.state === 'ended') return told.state
  if (told.cancelled) return 'ending'
  if (told.state === 'grace') return 'grace'
  if (told.waiting) return 'paying'
  const open = told.nextPriceIdr !== null && told.renewFrom !== null && Date.parse(told.renewFrom) <= now
  return open ? 'due' : 'running'
}
