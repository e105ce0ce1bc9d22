/** Tells an upload's owner how it goes, as server-sent events (https://html.spec.whatwg.org/#server-sent-events).
 *  A notice from the database says that something changed; what it is, is then read. A missed notice is made good at
 *  the next heartbeat. */
import type { FastifyReply } from 'fastify'
import { commonRefusals } from '../../../platform/contract.ts'
import type { Listener } from '../../../platform/db/index.ts'
import { refuse } from '../../../platform/errors.ts'
import type { Logger } from '../../../platform/log.ts'
import { isFinal, type UploadState } from './read-upload-state.ts'

export interface ProgressStreams {
  /** Writes the reply. @throws Refusal too_many_requests, when one account has too many streams open */
  open(
    reply: FastifyReply,
    upload: { readonly ownerId: string; readonly assetId: string },
    read: () => Promise<UploadState>,
  ): Promise<void>
  /** Ends them all: a server that stops waits for nobody. */
  close(): Promise<void>
}

/** A browser gives one server six connections; pages that need more ask now and then instead. */
const streamsMax = 6
/** Looks are gathered: ffmpeg and a fast upload have more to tell than anyone can read. */
const gatherMs = 200
/** The browser comes back by itself, and is asked anew who it is. */
const longestMs = 5 * 60_000

export function createProgressStreams(
  listener: Listener,
  log: Logger,
  heartbeatMs = 15_000,
): ProgressStreams {
  const byOwner = new Map<string, number>()
  const open = new Set<() => void>()

  return {
    async open(reply, upload, read) {
      const held = byOwner.get(upload.ownerId) ?? 0
      if (held >= streamsMax) refuse(commonRefusals.too_many_requests, { seconds: 15 })
      byOwner.set(upload.ownerId, held + 1)
      reply.hijack()
      const { raw } = reply
      let told = ''
      let ended = false
      let looking = false
      let again = false
      let gathering: NodeJS.Timeout | undefined

      const end = (): void => {
        if (ended) return
        ended = true
        open.delete(end)
        stopListening()
        clearInterval(beating)
        clearTimeout(gathering)
        clearTimeout(longest)
        const left = (byOwner.get(upload.ownerId) ?? 1) - 1
        if (left > 0) byOwner.set(upload.ownerId, left)
        else byOwner.delete(upload.ownerId)
        raw.end()
      }
      const look = async (): Promise<void> => {
        if (looking) {
          again = true
          return
        }
        looking = true
        try {
          const state = await read()
          const text = JSON.stringify(state)
          if (ended) return
          if (text !== told) raw.write(`event: state\ndata: ${text}\n\n`)
          told = text
          if (!isFinal(state)) return
          raw.write('event: end\ndata: {}\n\n')
          end()
        } catch (err) {
          // The page comes back, or asks without a stream.
          log.warn({ event: 'progress-not-read', assetId: upload.assetId, err })
          end()
        } finally {
          looking = false
          if (again && !ended) {
            again = false
            soon()
          }
        }
      }
      const soon = (): void => {
        gathering ??= setTimeout(() => {
          gathering = undefined
          void look()
        }, gatherMs)
      }
      const stopListening = listener.on((assetId) => {
        if (!ended && (assetId === undefined || assetId === upload.assetId)) soon()
      })
      const beating = setInterval(() => {
        raw.write(': here\n\n')
        void look()
      }, heartbeatMs)
      const longest = setTimeout(end, longestMs)
      open.add(end)
      raw.on('close', end)
      raw.on('error', end)
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) raw.setHeader(name, value)
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // Not kept for another request: a server that stops waits for every connection that is.
        connection: 'close',
        // A proxy that gathers answers would keep them all to the end.
        'x-accel-buffering': 'no',
      })
      raw.write('retry: 2000\n\n')
      await look()
    },
    async close() {
      for (const end of [...open]) end()
      await listener.close()
    },
  }
}
