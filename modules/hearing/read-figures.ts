/** What the public page shows. */
import { dayOf } from '../../platform/clock.ts'
import type { Book } from './book.ts'
import type { HearingDeps } from './deps.ts'
import type { Step } from './climb.ts'
import * as store from './store.ts'
import { countAside } from './store-votes.ts'

const daysShown = 14
const weekMs = 7 * 86_400_000

export interface HearingFigures {
  readonly today: store.DayKept | undefined
  readonly days: readonly store.DayKept[]
  readonly hours: number
  readonly bounds: { readonly least: number; readonly most: number }
  readonly steps: Readonly<Record<Step, number>>
  readonly setAside: { readonly device: number; readonly busy: number; readonly young: number }
}

export async function readFigures(
  { db, clock, config, timeZone }: HearingDeps,
  book: Book,
): Promise<HearingFigures> {
  const now = clock.now()
  const days = await store.daysKept(db, now, daysShown)
  const aside = new Map(
    (await countAside(db, new Date(now.getTime() - weekMs))).map((one) => [one.aside, one.count]),
  )
  const today = dayOf(now, timeZone)
  return {
    today: days.find((one) => one.day === today),
    days,
    hours: config.HOURS,
    bounds: { least: config.LEAST, most: config.MOST },
    steps: book.steps(),
    setAside: {
      device: aside.get('device') ?? 0,
      busy: aside.get('busy') ?? 0,
      young: Math.round(book.youngSetAside),
    },
  }
}
