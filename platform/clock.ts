/** Time is an argument. A day is a calendar date in the stage's time zone, not 24 hours. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

export interface FakeClock extends Clock {
  advance(ms: number): void
  set(iso: string | Date): void
}

export function fakeClock(start: string | Date): FakeClock {
  let at = new Date(start).getTime()
  return {
    now: () => new Date(at),
    advance: (ms) => {
      at += ms
    },
    set: (iso) => {
      at = new Date(iso).getTime()
    },
  }
}

declare const dayBrand: unique symbol
/** `YYYY-MM-DD`, a calendar date in the stage's time zone. */
export type Day = string & { readonly [dayBrand]: true }

export function toDay(text: string): Day {
  if (!isDay(text)) throw new RangeError(`not a day: ${text}`)
  return text
}

export function isDay(text: string): text is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text
}

const formats = new Map<string, Intl.DateTimeFormat>()

function partsIn(timeZone: string, at: Date): Record<string, number> {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(timeZone, format)
  }
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, Number(part.value)]))
}

/** The date on the wall in `timeZone` at that instant. */
export function dayOf(at: Date, timeZone: string): Day {
  const { year = 0, month = 0, day = 0 } = partsIn(timeZone, at)
  return toDay(
    `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
  )
}

/** The first instant of the day in that zone. Two rounds settle zones whose offset changes near midnight. */
export function startOfDay(day: Day, timeZone: string): Date {
  const wall = Date.parse(`${day}T00:00:00Z`)
  let guess = wall
  for (let round = 0; round < 2; round++) guess = wall - offsetAt(new Date(guess), timeZone)
  return new Date(guess)
}

function offsetAt(at: Date, timeZone: string): number {
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = partsIn(timeZone, at)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at.getTime() / 1000) * 1000
}

export function addDays(day: Day, count: number): Day {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + count)
  return toDay(at.toISOString().slice(0, 10))
}

/** 0 for Monday. */
export const weekdayOf = (day: Day): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7

export const nextDay = (day: Day): Day => addDays(day, 1)

/** Every day from `first` to `last`, both included. */
export function daysBetween(first: Day, last: Day): Day[] {
  const days: Day[] = []
  for (let day = first; day <= last; day = nextDay(day)) days.push(day)
  return days
}
