/** Faults of the floor, on order: a backend killed before the n-th statement of a transaction or before its COMMIT, and
 *  a connection lost after COMMIT was carried out but before its answer came. */
import { type Db, type RawBuilder, sql, type Tx } from '../../../platform/db/index.ts'

export type Fault =
  | { kind: 'kill'; beforeStatement: number }
  | { kind: 'kill-before-commit' }
  | { kind: 'lose-commit' }

/** @param next asked once a transaction: what shall go wrong with it
 *  @param killing ends what the transaction runs on; its backend unless told */
export function faultyDb(
  db: Db,
  next: () => Fault | undefined,
  killing: (pid: number) => Promise<unknown> = (pid) =>
    db.one(sql`select pg_terminate_backend(${pid}, 5000)`),
): Db {
  return {
    ...db,
    async transaction(work) {
      const fault = next()
      if (!fault) return db.transaction(work)
      const result = await db.transaction(async (tx) => {
        const { pid } = await tx.one(sql<{ pid: number }>`select pg_backend_pid() as pid`)
        const kill = async (): Promise<void> => {
          await killing(pid)
        }
        const done = await work(fault.kind === 'kill' ? killedBefore(tx, fault.beforeStatement, kill) : tx)
        if (fault.kind === 'kill-before-commit') await kill()
        return done
      })
      if (fault.kind === 'lose-commit')
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
      return result
    },
  }
}

function killedBefore(tx: Tx, statement: number, kill: () => Promise<void>): Tx {
  let seen = 0
  const before = async <T>(run: () => Promise<T>): Promise<T> => {
    if (seen++ === statement) await kill()
    return run()
  }
  return {
    ...tx,
    all: <T>(query: RawBuilder<T>) => before(() => tx.all(query)),
    one: <T>(query: RawBuilder<T>) => before(() => tx.one(query)),
    maybe: <T>(query: RawBuilder<T>) => before(() => tx.maybe(query)),
    run: (query: RawBuilder<unknown>) => before(() => tx.run(query)),
  }
}
