/** What was offered, kept for later evaluation: gathered in memory and written in groups, never while somebody waits.
 *
 *  Beside the tickets and not in them: a ticket is what money is counted by, its form is on the wire in browsers and in
 *  other nodes, and a viewer could read in it how likely they were to meet a clip. Slots that nobody reached belong to the
 *  record too, and never come back with a watch. A lost group costs some evaluation and nothing else. */
import { asError } from '../../../platform/errors.ts'
import type { Logger } from '../../../platform/log.ts'
import type { Count } from '../../../platform/metrics.ts'

/** One place of one page. It names no viewer: the ticket leads to the watch while that is kept. */
export interface OfferedSlot {
  readonly offeredMs: number
  /** Shared by the slots of one page. 16 bytes, as the ticket's. */
  readonly requestId: Uint8Array
  readonly ticketId: Uint8Array
  readonly videoId: string
  /** 1 is the first slot of the session. */
  readonly position: number
  readonly source: string
  /** 0 < p ≤ 1; see rerank/arrange.ts. */
  readonly propensity: number
  /** Version of the ranker. */
  readonly model: number
}

export interface SlotLog {
  /** Asked once a page, so that pages are kept whole or not at all. */
  hasRoom(): boolean
  note(slot: OfferedSlot): void
  /** Writes what was noted so far. */
  flush(): Promise<void>
}

export interface SlotLogDeps {
  readonly append: (slots: readonly OfferedSlot[]) => Promise<void>
  readonly log: Logger
  /** Slots that could not be written. */
  readonly lost: Count
  /** Pages that came while enough were waiting. */
  readonly passed: Count
  /** When so many slots wait, pages are passed over. */
  readonly waitingMax?: number
}

/** Two hundred pages a second, at one group each five seconds: some ten thousand viewers. A busier node keeps the first
 *  pages of each group, whoever's they are. */
const enough = 10_000

export function createSlotLog({ append, log, lost, passed, waitingMax = enough }: SlotLogDeps): SlotLog {
  let waiting: OfferedSlot[] = []
  let writing: Promise<void> | undefined

  const write = async (): Promise<void> => {
    const group = waiting
    waiting = []
    if (group.length === 0) return
    try {
      await append(group)
    } catch (thrown) {
      lost(group.length)
      log.warn({ event: 'feed-slots-lost', slots: group.length, err: asError(thrown) })
    }
  }
  return {
    hasRoom() {
      if (waiting.length < waitingMax) return true
      passed()
      return false
    },
    note(slot) {
      waiting.push(slot)
    },
    async flush() {
      await writing
      writing = write()
      await writing
    },
  }
}
