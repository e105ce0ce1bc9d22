/** What the trainer's thread is asked, and what it answers. One order at a time, in order. */
import type { SnapshotFault } from '../models/snapshot.ts'
import type { HourReport, Lesson } from './learner.ts'
import type { ModelSettings } from './model.ts'

export interface TrainerStart {
  readonly settings: ModelSettings
  readonly block: SharedArrayBuffer
  readonly nowMs: number
}

export type Order =
  /** @property from how many of the lessons were learned before, by a thread that is gone */
  | { readonly kind: 'teach'; readonly lessons: readonly Lesson[]; readonly from: number }
  | { readonly kind: 'tend'; readonly nowMs: number }
  /** @property stream where the stream stands, to be kept with the model */
  | { readonly kind: 'snapshot'; readonly stream: unknown; readonly pairs: Uint32Array }
  | { readonly kind: 'restore'; readonly bytes: Uint8Array; readonly nowMs: number }

export type RestoreFault = SnapshotFault | 'another-model'

export type Answer =
  /** The thread has begun to listen. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'teach' }
  | { readonly kind: 'tend'; readonly report: HourReport | undefined }
  | { readonly kind: 'snapshot'; readonly bytes: Uint8Array }
  | { readonly kind: 'restore'; readonly fault: RestoreFault }
  | {
      readonly kind: 'restore'
      readonly fault: undefined
      readonly stream: unknown
      readonly pairs: Uint32Array
    }
