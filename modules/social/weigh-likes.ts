/** How many likes move a clip among the popular ones. Pure. */

/** Likes by accounts that watched the clip. */
export interface WatchedLikes {
  /** By accounts that were here for some time. */
  readonly settled: number
  /** By new ones. */
  readonly young: number
}

/** Those of settled accounts weigh in full, those of new ones as `youngLikes` and half of the settled at most, whatever their
 *  number: a burst of made-up accounts moves a clip by so much and no further. As votes do in a first hearing. */
export const weighLikes = ({ settled, young }: WatchedLikes, youngLikes: number): number =>
  settled + Math.min(young, youngLikes + Math.floor(settled / 2))
