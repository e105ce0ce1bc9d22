/** Fairness between those for whom work is done: start-time fair queueing (Goyal, Vin, Cheng 1996) with jobs of one
 *  size. Each job gets a tag: one more than its owner's last, and no less than what is being served now. Jobs are taken by
 *  rising tag, so whoever brings two hundred is served beside whoever brings one, and nobody waits for ever: a tag that
 *  waits is overtaken only until the others' tags have passed it. The tags are rows, so all nodes share one order. */
import { type Queryable, sql } from '../db/index.ts'

/** @param run of the queue's own connections: the first send comes from a transaction that holds one of the stage's, and
 *  ten first sends at once would wait for an eleventh */
export async function prepareTurns(run: (text: string) => Promise<unknown>): Promise<void> {
  // One message is one transaction.
  await run(`
    select pg_advisory_xact_lock(hashtextextended('panggung.turns', 0));
    create schema if not exists platform;
    create table if not exists platform.turn (
      queue text not null, owner text not null, tag integer not null, primary key (queue, owner));
    create index if not exists turn_by_tag on platform.turn (queue, tag);`)
}

/** @returns the job's priority: its tag, negative because the queue takes the highest first */
export async function takeTurn(tx: Queryable, queue: string, owner: string): Promise<number> {
  // With nobody waiting the tag only has to be no less than any before it: it need not grow, and in 2^31 jobs it won't.
  const { tag } = await tx.one(sql<{ tag: number }>`
    with head as (
      select -max(priority) as tag from jobs.job where name = ${queue} and state < 'active' and not blocked),
    top as (select max(tag) as tag from platform.turn where queue = ${queue})
    insert into platform.turn as turn (queue, owner, tag)
    select ${queue}, ${owner}, coalesce(head.tag, top.tag, 0) from head, top
    on conflict (queue, owner) do update set tag =
      case when (select tag from head) is null then excluded.tag else greatest(excluded.tag, turn.tag + 1) end
    returning tag`)
  return -tag
}
