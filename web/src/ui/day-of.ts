const dates = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' })

/** The date of the stage, by its clock, on which an instant falls: '2026-11-23'. */
export const dayOf = (instant: string | number): string => dates.format(new Date(instant))
