/** A recommender outside of this stage, reachable over HTTP. Another one is one file that speaks its API. */

/** What became of a call. Whoever calls branches on it: an engine is away as a matter of course. */
export type Told<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault }
/** unreachable: no connection, or broken off · late: no whole answer in time · refused: a status that is no success ·
 *  nonsense: an answer that is not of the API's form, or is too long */
export type Fault = 'unreachable' | 'late' | 'refused' | 'nonsense'

/** A clip that somebody watched, and whether to its end. */
export interface Heard {
  readonly videoId: string
  readonly at: Date
  readonly finished: boolean
}

export interface Engine {
  /** What the stage calls the engine where it tells of it. */
  readonly name: string
  /** At most `limit` ids of clips, best first; they may be gone or of another stage.
   *  @param user a pseudonym, in characters that need no escaping in a URL */
  recommend(user: string, limit: number): Promise<Told<readonly string[]>>
  /** Twice is the same as once. */
  learn(user: string, heard: readonly Heard[]): Promise<Told<undefined>>
  /** Deletes the user with all that was told of them. One whom the engine does not know is no fault. */
  forget(user: string): Promise<Told<undefined>>
}
