/** A PostgreSQL of the simulation's own, on real disk with fsync, that can be killed as a power cut would: all of its
 *  processes at once, with no chance to say goodbye. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createDb } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { startPostgres } from '../../platform/postgres/index.ts'

export interface MortalServer {
  readonly url: string
  readonly port: number
  readonly kills: () => number
  /** Returns when no process of the server is left; it is started again by itself. */
  kill(): void
  /** Resolves when it answers. */
  up(): Promise<void>
  stop(): Promise<void>
}

export async function startMortalServer(): Promise<MortalServer> {
  const folder = mkdtempSync(join(tmpdir(), 'panggung-simulate-money-'))
  chmodSync(folder, 0o755) // PostgreSQL never runs as root: its user must be able to enter
  const postgres = await startPostgres({
    dataDir: join(folder, 'postgres'),
    settings: { max_connections: '60', max_wal_size: '512MB' },
  })
  let kills = 0
  return {
    url: postgres.url,
    port: Number(new URL(postgres.url).port),
    kills: () => kills,
    kill() {
      const pid = postgres.pid()
      if (pid === undefined) return // dead already
      kills++
      for (const one of [pid, ...childrenOf(pid)]) end(one)
    },
    async up() {
      for (let waited = 0; waited < 120_000; waited += 20) {
        const db = createDb({ url: postgres.url, max: 1 })
        try {
          await db.execute('select 1')
          return
        } catch {
          await pause(20)
        } finally {
          await db.close()
        }
      }
      assert(false, 'the server comes back within two minutes')
    },
    async stop() {
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {} // gone already
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      return ppid === parent ? [Number(name)] : []
    } catch {
      return [] // it ended while we looked
    }
  })
}
