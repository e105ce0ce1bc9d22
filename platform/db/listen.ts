/** LISTEN on one connection of its own: a pool's would forget. The connection is there only while somebody listens, and
 *  comes again by itself after a fault. */
import pg from 'pg'
import { asError } from '../errors.ts'

export interface Listener {
  /** @param heard told each payload; `undefined` when notices may have been missed, so that it looks for itself
   *  @returns stops it */
  on(heard: (payload: string | undefined) => void): () => void
  /** Ends the connection and lets nobody listen any more. */
  close(): Promise<void>
}

const firstWaitMs = 200
const longestWaitMs = 10_000

/** @param channel a plain name
 *  @param onFault told of connections that could not be made or broke */
export function createListener(
  url: string,
  channel: string,
  onFault: (error: Error) => void = () => {},
): Listener {
  const hearers = new Set<(payload: string | undefined) => void>()
  let client: pg.Client | undefined
  let waiting: NodeJS.Timeout | undefined
  let waitMs = firstWaitMs
  let closed = false

  const tell = (payload: string | undefined): void => {
    for (const heard of [...hearers]) heard(payload)
  }
  const wanted = (): boolean => hearers.size > 0 && !closed

  const connect = async (): Promise<void> => {
    if (client || waiting || !wanted()) return
    const made = new pg.Client({
      connectionString: url,
      application_name: 'panggung-listen',
      keepAlive: true,
    })
    client = made
    // A client says that it is lost by an error, an end, or both.
    const lost = (): void => {
      if (client !== made) return
      client = undefined
      if (!wanted()) return
      waiting = setTimeout(() => {
        waiting = undefined
        void connect()
      }, waitMs)
      waiting.unref()
      waitMs = Math.min(waitMs * 2, longestWaitMs)
    }
    made.on('error', (error) => {
      onFault(error)
      lost()
    })
    made.on('end', lost)
    made.on('notification', (notice) => {
      if (notice.channel === channel) tell(notice.payload ?? '')
    })
    try {
      await made.connect()
      await made.query(`listen ${pg.escapeIdentifier(channel)}`)
      waitMs = firstWaitMs
      if (!wanted()) return void (await release())
      // What was said before anyone listened.
      tell(undefined)
    } catch (thrown) {
      onFault(asError(thrown))
      await made.end().catch(() => {})
      lost()
    }
  }

  const release = async (): Promise<void> => {
    clearTimeout(waiting)
    waiting = undefined
    const held = client
    client = undefined
    await held?.end().catch(() => {})
  }

  return {
    on(heard) {
      if (closed) return () => {}
      hearers.add(heard)
      void connect()
      return () => {
        hearers.delete(heard)
        if (hearers.size === 0) void release()
      }
    },
    async close() {
      closed = true
      hearers.clear()
      await release()
    },
  }
}
