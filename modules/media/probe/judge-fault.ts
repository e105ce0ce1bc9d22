/** What to do when a child process did not do its work. Pure: a file that keeps failing is tried in other ways, then set
 *  aside with a reason, and a failure that is not the file's never counts against it. */
import type { RefusalSpec } from '../../../platform/contract.ts'
import type { Way } from '../asset.ts'
import { mediaRefusals } from '../contract.ts'
import type { Ending } from './run-confined.ts'

export type FaultVerdict =
  /** Try the same again later; the fault is counted. */
  | { readonly kind: 'again' }
  /** It would only happen again: try another way, and refuse when there is none. */
  | { readonly kind: 'otherwise'; readonly spec: RefusalSpec }
  /** No other way would be different. */
  | { readonly kind: 'refuse'; readonly spec: RefusalSpec }
  /** The machine's fault or a shutdown: the job fails and is given to a worker again, uncounted. */
  | { readonly kind: 'not-the-file'; readonly why: string }

/** A kill may come from a restart or from the kernel out of memory: patience, but not for ever. */
const killsMax = 6
const wallsMax = 1
const crashesMax = 1

/** @param faults how many were counted on that way before this one */
export function judgeFault(
  ending: Exclude<Ending, { kind: 'done' }>,
  { faultCount: faults, way }: { faultCount: number; way: Way },
): FaultVerdict {
  const { media_broken, media_processing_failed, media_too_heavy } = mediaRefusals
  switch (ending.kind) {
    case 'aborted':
      return { kind: 'not-the-file', why: 'shutting down' }
    case 'missing':
      return { kind: 'not-the-file', why: `ffmpeg can not be started: ${ending.why}` }
    case 'limit':
      // A busy machine can make the wall clock run out; the other limits do not depend on neighbours. A file that hangs
      // gets that patience once, not on each way: it holds up a worker for as long.
      if (ending.which === 'wall' && way === 'plain' && faults < wallsMax) return { kind: 'again' }
      // Headers without end are printed on every way.
      if (ending.which === 'output') return { kind: 'refuse', spec: media_too_heavy }
      // It may have been the copy that unfolds, or a decoder that hangs on damage, or its sound.
      return { kind: 'otherwise', spec: media_too_heavy }
    case 'killed':
      return faults < killsMax ? { kind: 'again' } : { kind: 'refuse', spec: media_processing_failed }
    case 'crashed':
      return faults < crashesMax ? { kind: 'again' } : { kind: 'otherwise', spec: media_processing_failed }
    case 'failed':
      if (/No space left on device|Input\/output error/.test(ending.stderr))
        return { kind: 'not-the-file', why: 'the disk is full or failing' }
      if (/Cannot allocate memory|malloc of size/.test(ending.stderr))
        return { kind: 'otherwise', spec: media_too_heavy }
      return { kind: 'otherwise', spec: media_broken }
  }
}

/** 2, 8, 32 … seconds, at most five minutes. */
export const faultDelayMs = (faults: number): number => Math.min(300_000, 2000 * 4 ** faults)
