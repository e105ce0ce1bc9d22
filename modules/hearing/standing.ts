/** Where a clip stands, as its creator reads it. Pure. */
import type { Book } from './book.ts'
import type { HearingConfig } from './config.ts'
import { goalOf, type Step, stepOf } from './climb.ts'
import { chanceAbove } from './posterior.ts'
import type { EntryRow, Exclusion } from './store.ts'
import { rateOf } from './tally.ts'

export interface Standing {
  readonly step: Step | Exclusion | 'over'
  readonly served: number
  readonly goal: number
  readonly promised: number
  readonly deadline: Date
  /** Whether the promise was kept in time; null while that is open, and when nothing was promised. */
  readonly kept: boolean | null
}

export function standingOf(
  entry: EntryRow,
  book: Pick<Book, 'middleOf'>,
  config: Pick<HearingConfig, 'YOUNG_VOTES'>,
  now: Date,
): Standing {
  const { served, guarantee, deadline, metAt } = entry
  const middle = book.middleOf(entry.lang)
  const rate = rateOf(entry.tally, middle, config.YOUNG_VOTES, now.getTime() - entry.begunAt.getTime())
  const step = stepOf(served, guarantee, chanceAbove(rate, middle))
  const isOver = entry.closedAt !== null && step !== 'through'
  const isOpen = metAt === null && now < deadline
  return {
    step: entry.excluded ?? (isOver ? 'over' : step),
    served,
    goal: goalOf(served, guarantee),
    promised: guarantee,
    deadline,
    kept: guarantee === 0 || isOpen ? null : metAt !== null && metAt <= deadline,
  }
}
