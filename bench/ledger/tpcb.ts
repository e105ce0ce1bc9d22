/** TPC-B as pgbench runs it (its built-in `tpcb-like` script), for machines that have no pgbench: eight connections,
 *  prepared statements, seven round trips a transaction. */
import pg from 'pg'
import type { Db } from '../../platform/db/index.ts'

const connections = 8
const accountsPerScale = 100_000

export async function tpcb(
  url: string,
  db: Db,
  scale: number,
): Promise<{ what: string; run(seconds: number): Promise<number> }> {
  for (const statement of [
    'create table pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22))',
    'create table pgbench_tellers (tid int primary key, bid int, tbalance int, filler char(84)) with (fillfactor = 100)',
    'create table pgbench_accounts (aid int primary key, bid int, abalance int, filler char(84)) with (fillfactor = 100)',
    'create table pgbench_branches (bid int primary key, bbalance int, filler char(88)) with (fillfactor = 100)',
    `insert into pgbench_branches select n, 0 from generate_series(1, ${scale}) n`,
    `insert into pgbench_tellers select n, (n - 1) / 10 + 1, 0 from generate_series(1, ${scale * 10}) n`,
    `insert into pgbench_accounts select n, (n - 1) / ${accountsPerScale} + 1, 0, '' from generate_series(1, ${scale * accountsPerScale}) n`,
    'vacuum analyze pgbench_accounts',
    'vacuum analyze pgbench_tellers',
    'vacuum analyze pgbench_branches',
  ])
    await db.execute(statement)
  return {
    what: `TPC-B from Node (no pgbench here), scale ${scale}, c=${connections}, prepared`,
    run: (seconds) => drive(url, scale, seconds),
  }
}

async function drive(url: string, scale: number, seconds: number): Promise<number> {
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: url }))
  await Promise.all(clients.map((client) => client.connect()))
  const startedMs = performance.now()
  const untilMs = startedMs + seconds * 1_000
  let done = 0
  await Promise.all(
    clients.map(async (client) => {
      for (; performance.now() < untilMs; done++) await transact(client, scale)
    }),
  )
  const tookMs = performance.now() - startedMs
  await Promise.all(clients.map((client) => client.end()))
  return (done * 1_000) / tookMs
}

async function transact(client: pg.Client, scale: number): Promise<void> {
  const aid = upTo(scale * accountsPerScale)
  const bid = upTo(scale)
  const tid = upTo(scale * 10)
  const delta = upTo(10_001) - 5_001
  const run = (name: string, text: string, values: number[]) => client.query({ name, text, values })
  await client.query('begin')
  await run('a', 'update pgbench_accounts set abalance = abalance + $1 where aid = $2', [delta, aid])
  await run('s', 'select abalance from pgbench_accounts where aid = $1', [aid])
  await run('t', 'update pgbench_tellers set tbalance = tbalance + $1 where tid = $2', [delta, tid])
  await run('b', 'update pgbench_branches set bbalance = bbalance + $1 where bid = $2', [delta, bid])
  const history =
    'insert into pgbench_history (tid, bid, aid, delta, mtime) values ($1, $2, $3, $4, current_timestamp)'
  await run('h', history, [tid, bid, aid, delta])
  await client.query('end')
}

const upTo = (most: number): number => 1 + Math.floor(Math.random() * most)
