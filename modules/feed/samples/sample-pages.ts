/** Keeps a small sample of pages, each with what came of it: chosen by a hash of its request, one a minute at most. A page
 *  lies in memory until its viewer had time to watch it; what is written down then leads to nobody. A process that ends
 *  loses the pages of its last half hour, which costs some evaluation and nothing else. */
import { hash } from 'node:crypto'
import { asError } from '../../../platform/errors.ts'
import type { Logger } from '../../../platform/log.ts'
import type { Outcome } from '../../recommend/index.ts'
import type { DrawnPage } from '../pipeline.ts'
import type { OfferedSlot } from '../slots/slot-log.ts'
import { type Came, packPage, sampledPage } from './sampled-page.ts'

export interface PageSample {
  readonly offeredMs: number
  readonly page: Uint8Array
}

export interface PageSampler {
  /** Whether what this page is drawn from is wanted. */
  wants(requestId: Uint8Array, nowMs: number): boolean
  begin(requestId: Uint8Array, offeredMs: number, drawn: DrawnPage): void
  /** A slot of whichever page goes out. */
  note(slot: Pick<OfferedSlot, 'requestId' | 'ticketId' | 'videoId'>): void
  /** What came of whichever tickets. */
  came(outcomes: readonly (Came & Pick<Outcome, 'ticketId'>)[]): void
  /** Writes down the pages whose time is over. */
  flush(nowMs: number): Promise<void>
}

export interface SamplerDeps {
  /** Pages of a thousand. */
  readonly perMille: number
  readonly append: (samples: readonly PageSample[]) => Promise<void>
  readonly log: Logger
}

/** Ten clips of three minutes. */
const watchedWithinMs = 30 * 60_000
const pauseMs = 60_000

interface OpenPage {
  readonly offeredMs: number
  readonly drawn: DrawnPage
  /** Of each draw that was offered. */
  readonly came: (Came | undefined)[]
}

export function createPageSampler({ perMille, append, log }: SamplerDeps): PageSampler {
  /** By the bytes of its request, which are one object as long as its page is made. */
  const offering = new WeakMap<Uint8Array, OpenPage>()
  const tickets = new Map<string, { readonly page: OpenPage; readonly place: number }>()
  let open: OpenPage[] = []
  let lastMs = Number.NEGATIVE_INFINITY

  return {
    wants: (requestId, nowMs) => nowMs - lastMs >= pauseMs && isSampled(requestId, perMille),
    begin(requestId, offeredMs, drawn) {
      lastMs = offeredMs
      const page: OpenPage = { offeredMs, drawn, came: [] }
      offering.set(requestId, page)
      open.push(page)
    },
    note({ requestId, ticketId, videoId }) {
      const page = offering.get(requestId)
      const next = page?.drawn.placed[page.came.length]
      // A clip that was asked for, or comes again, was not drawn.
      if (!page || next?.candidate.entry.clip.id !== videoId) return
      tickets.set(hexOf(ticketId), { page, place: page.came.length })
      page.came.push(undefined)
    },
    came(outcomes) {
      if (tickets.size === 0) return
      for (const { ticketId, watchedMs, finished, skipped, unwanted } of outcomes) {
        const known = tickets.get(ticketId.replaceAll('-', ''))
        if (known) known.page.came[known.place] = { watchedMs, finished, skipped, unwanted }
      }
    },
    async flush(nowMs) {
      const over = open.filter(({ offeredMs }) => nowMs - offeredMs >= watchedWithinMs)
      if (over.length === 0) return
      open = open.filter((page) => !over.includes(page))
      for (const [ticket, { page }] of tickets) if (over.includes(page)) tickets.delete(ticket)
      // A page that was fetched ahead and never looked at says nothing of what is on it.
      const looked = over.filter(({ came }) => came.some((one) => one !== undefined))
      try {
        const packed = looked.map(async ({ offeredMs, drawn, came }) => ({
          offeredMs,
          page: await packPage(sampledPage(drawn, came)),
        }))
        await append(await Promise.all(packed))
      } catch (thrown) {
        log.warn({ event: 'feed-samples-lost', pages: looked.length, err: asError(thrown) })
      }
    },
  }
}

/** The same for the same request on every node. */
const isSampled = (requestId: Uint8Array, perMille: number): boolean =>
  Number.parseInt(hash('sha256', requestId, 'hex').slice(0, 8), 16) / 2 ** 32 < perMille / 1_000

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
