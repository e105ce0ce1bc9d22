/** Studio shows creators what they made and what it earned. It composes other modules, and owns no money and no rule. */
import type { Clock, Day } from '../../platform/clock.ts'
import type { Hearing } from '../hearing/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Playback } from '../playback/index.ts'
import type { Revenue } from '../revenue/index.ts'
import type { Social } from '../social/index.ts'
import type { Videos } from '../videos/index.ts'
import { explainDay, type DayExplained } from './explain-day.ts'
import { listClips, type ClipsPage } from './list-clips.ts'
import { readEarnings, type PeriodEarnings } from './read-earnings.ts'

export { mountStudio } from './http.ts'

export interface StudioDeps {
  readonly clock: Clock
  readonly timeZone: string
  readonly identity: Pick<Identity, 'findMany'>
  readonly videos: Pick<Videos, 'listOwn' | 'findMany' | 'cards'>
  readonly playback: Pick<Playback, 'counters' | 'histogram'>
  readonly social: Pick<Social, 'likesOf' | 'sharesOf'>
  readonly hearing: Pick<Hearing, 'standings'>
  readonly revenue: Pick<
    Revenue,
    | 'earnings'
    | 'explain'
    | 'estimate'
    | 'statements'
    | 'periodOf'
    | 'daysOf'
    | 'schemes'
    | 'expectedCorrection'
  >
}

export interface Studio {
  /** One's own clips, newest first, with their counters. */
  listClips(owner: string, cursor: string | undefined, lang: 'id' | 'en'): Promise<ClipsPage>
  /** @param period the running one when undefined. @throws Refusal period_not_found */
  readEarnings(creator: string, period: string | undefined): Promise<PeriodEarnings>
  explainDay(creator: string, day: Day): Promise<DayExplained>
}

export function createStudio(deps: StudioDeps): Studio {
  return {
    listClips: (owner, cursor, lang) => listClips(deps, owner, cursor, lang),
    readEarnings: (creator, period) => readEarnings(deps, creator, period),
    explainDay: (creator, day) => explainDay(deps, creator, day),
  }
}
