/** What to do when a child process did not do its work. Pure: a file that keeps failing is set aside with a reason,
 *  and a failure that is not the file's never counts against it. */
import type { RefusalSpec } from '../../../platform/contract.ts'
import { mediaRefusals } from '../contract.ts'
import type { Ending } from './run-confined.ts'

export type FaultVerdict =
  /** Try again later; the fault is counted. */
  | { readonly kind: 'again' }
  | { readonly kind: 'refuse'; readonly spec: RefusalSpec }
  /** The machine's fault or a shutdown: the job fails and is given to a worker again, uncounted. */
  | { readonly kind: 'not-the-file'; readonly why: string }

/** A kill may come from a restart or from the kernel out of memory: patience, but not for ever. */
const killsMax = 6
const faultsMax = 2

/** @param faults how many were counted before this one */
export function judgeFault(ending: Exclude<Ending, { kind: 'done' }>, faults: number): FaultVerdict {
  switch (ending.kind) {
    case 'aborted':
      return { kind: 'not-the-file', why: 'shutting down' }
    case 'missing':
      return { kind: 'not-the-file', why: `ffmpeg can not be started: ${ending.why}` }
    case 'limit':
      // A busy machine can make the wall clock run out once; the other limits do not depend on neighbours.
      if (ending.which === 'wall' && faults < faultsMax) return { kind: 'again' }
      return { kind: 'refuse', spec: mediaRefusals.media_too_heavy }
    case 'killed':
      return faults < killsMax
        ? { kind: 'again' }
        : { kind: 'refuse', spec: mediaRefusals.media_processing_failed }
    case 'crashed':
      return faults < faultsMax
        ? { kind: 'again' }
        : { kind: 'refuse', spec: mediaRefusals.media_processing_failed }
    case 'failed':
      if (/No space left on device|Input\/output error/.test(ending.stderr))
        return { kind: 'not-the-file', why: 'the disk is full or failing' }
      if (/Cannot allocate memory|malloc of size/.test(ending.stderr))
        return { kind: 'refuse', spec: mediaRefusals.media_too_heavy }
      return faults < faultsMax ? { kind: 'again' } : { kind: 'refuse', spec: mediaRefusals.media_broken }
  }
}

/** 2, 8, 32 … seconds, at most five minutes. */
export const faultDelayMs = (faults: number): number => Math.min(300_000, 2000 * 4 ** faults)
