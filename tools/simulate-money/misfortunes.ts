/** What goes wrong in a life, and when. */
import type { Fault } from '../../modules/ledger/tests/faults.ts'
import type { Random } from '../../modules/ledger/tests/workload.ts'
import { type Db, sql } from '../../platform/db/index.ts'
import type { MortalServer } from './mortal-server.ts'

interface MisfortuneDeps {
  readonly transfersPerKill: number
  readonly lostPerThousand: number
  readonly server: Pick<MortalServer, 'kill'>
  readonly db: Db
  readonly chaos: Random
  readonly faults: Map<string, number>
  /** How many transfers there are. */
  readonly moved: () => number
}

export const tally = (into: Map<string, number>, key: string): void => {
  into.set(key, (into.get(key) ?? 0) + 1)
}

export function misfortunes({
  chaos,
  transfersPerKill,
  lostPerThousand,
  faults,
  server,
  db,
  moved,
}: MisfortuneDeps) {
  let power = false
  let nextCutAt = transfersPerKill
  return {
    next(): Fault | undefined {
      const dice = chaos()
      power = dice < Math.min(0.02, 80 / transfersPerKill)
      if (dice < 0.02) tally(faults, power ? 'power cuts at a statement' : 'backends killed')
      if (dice < 0.014) return { kind: 'kill', beforeStatement: Math.floor(chaos() * 4) }
      if (dice < 0.02) return { kind: 'kill-before-commit' }
      if (dice > 1 - lostPerThousand / 1_000) {
        tally(faults, 'answers to COMMIT lost')
        return { kind: 'lose-commit' }
      }
      return undefined
    },
    async kill(pid: number): Promise<void> {
      if (power) server.kill()
      else await db.one(sql`select pg_terminate_backend(${pid}, 5000)`)
    },
    /** When it is time, cuts the power within the next milliseconds. @returns to be called when it must have happened */
    soon(): () => void {
      if (moved() < nextCutAt) return () => {}
      nextCutAt += transfersPerKill
      let cut = false
      const kill = (): void => {
        if (!cut) server.kill()
        cut = true
      }
      const timer = setTimeout(kill, chaos() * 12)
      return () => {
        clearTimeout(timer)
        kill()
      }
    },
  }
}
