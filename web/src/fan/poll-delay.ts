/** How long to wait before asking again whether a payment has arrived: often while someone has just paid, then less
 *  and less, at last twice a minute. Pure. */
const STEPS_MS = [1500, 2000, 2000, 3000, 3000, 4000, 5000, 5000, 8000, 8000, 10_000, 15_000, 20_000] as const
const LAST_MS = 30_000

export const pollDelay = (asked: number): number => STEPS_MS[asked] ?? LAST_MS
