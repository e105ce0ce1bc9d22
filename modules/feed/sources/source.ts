/** Where candidates come from. A new source is one file in this folder, or one that the stage brings. */
import type { Words } from '../../../platform/contract.ts'
import type { Clip, Entry } from '../catalogue.ts'
import type { ViewerMemory } from '../viewers.ts'
import type { Wishes } from '../../tastes/index.ts'
import type { FeedSettings } from '../../tuning/index.ts'

/** What a source, a filter and a ranker may know of a request. */
export interface Request {
  readonly viewerKey: string
  readonly accountId: string | null
  readonly lang: 'id' | 'en'
  readonly tab: 'for-you' | 'following'
  readonly memory: ViewerMemory
  readonly wishes: Wishes
  /** What counts for this viewer, and by which rules their pages are arranged. */
  readonly tuned: FeedSettings
  readonly count: number
  readonly nowMs: number
  /** By the viewer's wishes, whoever's it is, and what this page holds already. */
  mayShow(entry: Entry): boolean
  /** The same, and not seen yet. */
  isNew(entry: Entry): boolean
  /** The same of a clip that lists may bring: it is for everyone. @param number of its entry, if it still has one */
  isOffered(number: number): boolean
}

export interface Candidate {
  readonly entry: Entry
  /** Name of the source that brought it first. */
  readonly source: string
  /** Name of the source that brought it to be tried out, if one did. */
  readonly trial: string | undefined
  /** The probability with which a source that throws dice listed it; 1 for what follows from what is known. */
  readonly listed: number
  /** The clip as this viewer may see it, where it is not for everyone. */
  readonly signed: Clip | undefined
}

export interface Source {
  readonly name: string
  /** Candidates that are taken of it at most. */
  readonly cap: number
  /** Brings clips to find out what they are worth: places are set apart for them. */
  readonly tries: boolean
  /** Why a clip of this source is there, said to its viewer. */
  readonly why: Words
  candidates(request: Request): Listed | Promise<Listed>
}

/** Best first. */
export type Listed = readonly (Entry | { readonly entry: Entry; readonly listed: number })[]
