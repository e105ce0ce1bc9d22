/** What was removed can be brought back for some days. */
const dayMs = 86_400_000

export const restorableUntil = (removedAt: Date, days: number): Date =>
  new Date(removedAt.getTime() + days * dayMs)

/** What was removed before that can't be brought back any more. */
export const restorableSince = (now: Date, days: number): Date => new Date(now.getTime() - days * dayMs)
