/** Many callers, several engines: nobody can foretell who comes first. The replies are held against the history that the
 *  chain recorded (linearizability, as Jepsen checks it). */
import assert from 'node:assert/strict'
import type { Ledger, NewTransfer } from '../index.ts'
import type { Model } from './model.ts'

export interface Reply {
  readonly call: readonly NewTransfer[]
  readonly statuses: readonly string[]
  /** Where the call began and ended among all beginnings and endings. */
  readonly began: number
  readonly ended: number
}

/** A call that is one transfer or one chain: what is atomic is also asked alone. */
export function oneChain(call: readonly NewTransfer[]): readonly NewTransfer[] {
  const end = call.findIndex((one) => !one.linked)
  return end === -1 ? call : call.slice(0, end + 1)
}

/** The seq of everything that was created, by id. */
export async function placesOf(ledger: Ledger, replies: readonly Reply[]): Promise<Map<string, number>> {
  const ids = new Set(replies.flatMap(({ call }) => call.map(({ id }) => id)))
  const found = await ledger.findTransfers([...ids])
  return new Map(found.map(({ id, seq }) => [id, Number(seq)]))
}

/** Walks the history that the chain recorded and has the model allow each transfer at its place; every other reply must
 *  be what the model says at some moment between question and answer.
 *  @param model as it was before all of them; afterwards it knows what they created
 *  @returns how many replies created nothing */
export function explain(
  model: Model,
  replies: readonly Reply[],
  places: ReadonlyMap<string, number>,
  nowMs: number,
): number {
  const before = model.facts.size
  const all = before + [...places.values()].filter((seq) => seq > before).length
  const createdAt = new Map<number, Reply>()
  const others: (Reply & { from: number; to: number })[] = []
  for (const reply of replies) {
    const [head] = reply.call
    const seq = places.get(head?.id ?? '') ?? 0
    if (reply.statuses.includes('created')) {
      assert.ok(
        reply.statuses.every((status) => status === 'created'),
        'a chain is all or nothing',
      )
      assert.ok(seq > 0 && !createdAt.has(seq), `created once, and kept: ${head?.id}`)
      createdAt.set(seq, reply)
    } else others.push({ ...reply, ...windowOf(reply, replies, places, before, all) })
  }
  let waiting = others
  const check = (at: number): void => {
    waiting = waiting.filter(({ call, statuses, from, to }) => {
      if (at < from) return true
      if (model.submit(call, nowMs, true).join() === statuses.join()) return false
      assert.ok(at < to, `no moment explains ${statuses.join()} of ${call.map(({ id }) => id).join()}`)
      return true
    })
  }
  check(before)
  for (let seq = before + 1; seq <= all; ) {
    const reply = createdAt.get(seq)
    assert.ok(reply, `transfer ${seq} was created, and someone was told so`)
    assert.ok(
      model.submit(reply.call, nowMs).every((status) => status === 'created'),
      `transfer ${seq} was allowed at its place`,
    )
    seq += reply.call.length
    check(seq - 1)
  }
  assert.equal(waiting.length, 0)
  return others.length
}

/** Between which seqs a reply was decided: after all that had been answered when it was asked, and before all that was
 *  asked when it had been answered. */
function windowOf(
  reply: Reply,
  replies: readonly Reply[],
  places: ReadonlyMap<string, number>,
  before: number,
  all: number,
) {
  let from = before
  let to = all
  for (const other of replies) {
    if (!other.statuses.includes('created')) continue
    const first = places.get(other.call[0]?.id ?? '') ?? 0
    if (other.ended < reply.began) from = Math.max(from, first + other.call.length - 1)
    if (other.began > reply.ended) to = Math.min(to, first - 1)
  }
  return { from, to }
}
