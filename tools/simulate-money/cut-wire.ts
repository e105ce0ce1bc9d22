/** A wire to PostgreSQL that can be cut at the worst moment: after COMMIT was sent and before its answer came, or with
 *  the COMMIT itself lost. Nothing else on it is touched. */
import { connect, createServer, type Socket } from 'node:net'
import { assert } from '../../platform/errors.ts'

/** `answer`: COMMIT arrives, its answer does not. `commit`: COMMIT does not arrive. */
export type Cut = 'answer' | 'commit'

export interface Wire {
  /** The same database, through the wire. */
  urlOf(url: string): string
  /** The next COMMIT that passes is cut. */
  cutNext(cut: Cut): void
  /** How often each was done. */
  readonly done: Record<Cut, number>
  close(): Promise<void>
}

/** As a simple query message ends: text and a zero byte. */
const commit = Buffer.from('commit\0')

export async function strungTo(port: number): Promise<Wire> {
  const open = new Set<Socket>()
  const done = { answer: 0, commit: 0 }
  let next: Cut | undefined

  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => {
        open.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    far.pipe(near)
    near.on('data', (chunk) => {
      if (next === undefined || !chunk.includes(commit)) {
        far.write(chunk)
        return
      }
      const cut = next
      next = undefined
      done[cut]++
      if (cut === 'commit') {
        near.destroy()
        return
      }
      far.unpipe(near)
      far.write(chunk, () => near.destroy())
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  assert(address !== null && typeof address === 'object', 'the wire has a port')

  return {
    done,
    urlOf(url) {
      const through = new URL(url)
      through.port = String(address.port)
      return through.href
    },
    cutNext(cut) {
      next = cut
    },
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}
