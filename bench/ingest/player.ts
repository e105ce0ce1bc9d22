/** The other end of the ingest bench, a process of its own: plays the players, and copies the same rows bare.
 *  Everything is made before the clock starts, and none of it burdens the server's memory. */
import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { named, testTickets } from '../../modules/playback/testing.ts'
import { type Ticket } from '../../modules/playback/index.ts'
import { createDb, type Db } from '../../platform/db/index.ts'

export interface Round {
  readonly port: number
  readonly batches: number
}
export const perBatch = 50
/** A day that no server writes to. */
export const bareDay = '2100-01-01'

const connections = 64
const viewers = 500
const columns =
  'day, event_id, ticket_id, viewer_key, device_key, video_id, creator_id, campaign_id, price_micro, duration_ms, ' +
  'elapsed_ms, played_ms, ranges, position, source, flags, received_at'

function prepare({ port, batches }: Round): { requests: Buffer[]; lines: string[] } {
  const tickets = testTickets()
  const lines: string[] = []
  const requests = Array.from({ length: batches }, (_, n) => {
    const viewerKey = named(`viewer ${n % viewers}`)
    const slots = Array.from({ length: perBatch }, (_, at) => aSlot(viewerKey, n * perBatch + at))
    lines.push(slots.map(({ ticket, playedMs }) => lineOf(ticket, playedMs)).join('\n'))
    const events = slots.map(({ ticket, playedMs }) => ({
      eventId: randomUUID(),
      ticket: tickets.sign(ticket),
      ranges: [[0, playedMs]],
      playedMs,
      visible: true,
      at: '2026-11-23T08:00:00.000Z',
    }))
    const body = JSON.stringify({ batchId: randomUUID(), events })
    return Buffer.from(
      `POST /v1/watches HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx-viewer: ${viewerKey}\r\n` +
        `user-agent: Mozilla/5.0 Chrome/130\r\ncontent-type: application/json\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  })
  return { requests, lines }
}

function aSlot(viewerKey: string, n: number): { ticket: Ticket; playedMs: number } {
  const issuedAt = new Date()
  const ticket: Ticket = {
    kind: 'organic',
    ticketId: randomUUID(),
    viewerKey,
    videoId: named(`video ${n % 2_000}`),
    creatorId: named(`creator ${n % 50}`),
    durationMs: 15_000,
    position: (n % perBatch) + 1,
    source: 'for_you',
    campaignId: null,
    priceMicro: null,
    issuedAt,
    expiresAt: new Date(issuedAt.getTime() + 7_200_000),
  }
  return { ticket, playedMs: 4_000 + (n % 1_000) }
}

/** The row that the server makes of it, as COPY text. */
const lineOf = (ticket: Ticket, playedMs: number): string =>
  `${bareDay}\t${randomUUID()}\t${ticket.ticketId}\t${ticket.viewerKey}\t${ticket.viewerKey}\t${ticket.videoId}\t` +
  `${ticket.creatorId}\t\\N\t\\N\t${ticket.durationMs}\t${playedMs}\t${playedMs}\t{0,${playedMs}}\t` +
  `${ticket.position}\t0\t1\t${ticket.issuedAt.toISOString()}`

function playOn(port: number, requests: Iterator<Buffer>): Promise<void> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  return new Promise((done, failed) => {
    let got = ''
    const next = (): void => {
      const request = requests.next()
      if (request.done === true) {
        socket.end()
        done()
      } else socket.write(request.value)
    }
    socket.on('connect', next)
    socket.on('error', failed)
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1')
      const head = got.indexOf('\r\n\r\n')
      if (head < 0) return
      const length = Number(/content-length: (\d+)/i.exec(got.slice(0, head))?.[1])
      if (got.length < head + 4 + length) return
      if (!got.startsWith('HTTP/1.1 202') || got.includes('"code"')) failed(new Error(got))
      got = ''
      next()
    })
  })
}

type Order = { prepare: Round } | 'play' | 'copy'

/** Obeys one order at a time; answers with the milliseconds it took. */
function obey(db: Db): void {
  let round: Round = { port: 0, batches: 0 }
  let made: ReturnType<typeof prepare> = { requests: [], lines: [] }
  const carryOut = async (order: Order): Promise<void> => {
    if (order === 'play') {
      const waiting = made.requests.values()
      await Promise.all(Array.from({ length: connections }, () => playOn(round.port, waiting)))
    } else if (order === 'copy') {
      await db.transaction((tx) => tx.copy(`playback.watch (${columns})`, made.lines))
    } else {
      round = order.prepare
      made = prepare(round)
    }
  }
  process.on('message', (order: Order) => {
    const started = performance.now()
    carryOut(order).then(
      () => process.send?.(performance.now() - started),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        process.exit(1)
      },
    )
  })
}

const [, , databaseUrl] = process.argv
if (process.send && databaseUrl !== undefined) obey(createDb({ url: databaseUrl, max: 1 }))
