/** Two engines on one database, many callers at once: held against the history afterwards, because nobody can foretell
 *  who comes first (modules/ledger/tests/explain.ts). */
import type { Ledger, NewTransfer } from '../../modules/ledger/index.ts'
import { explain, oneChain, placesOf, type Reply } from '../../modules/ledger/tests/explain.ts'
import type { Model } from '../../modules/ledger/tests/model.ts'

const callersEach = 60

/** @param settled resolves when the database answers again
 *  @throws AssertionError when no serial order explains the replies */
export async function duel({
  calls,
  engines,
  model,
  nowMs,
  settled,
}: {
  calls: readonly (readonly NewTransfer[])[]
  engines: readonly [Ledger, Ledger]
  model: Model
  nowMs: number
  settled: () => Promise<void>
}): Promise<{ asked: number; explained: number }> {
  const waiting = calls.flatMap(atoms)
  const asked = waiting.reduce((sum, call) => sum + call.length, 0)
  const replies: Reply[] = []
  let tick = 0
  const caller = async (ledger: Ledger): Promise<void> => {
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      const began = tick++
      const results = await ledger.submit(call)
      replies.push({ call, statuses: results.map(({ status }) => status), began, ended: tick++ })
      if (replies.length % 5 === 0) waiting.push(call) // asked again, perhaps of the other
    }
  }
  await Promise.all(engines.flatMap((ledger) => Array.from({ length: callersEach }, () => caller(ledger))))
  await settled()
  const places = await placesOf(engines[1], replies)
  return { asked, explained: explain(model, replies, places, nowMs) }
}

/** Single transfers and chains: what is atomic is also asked alone. */
function atoms(call: readonly NewTransfer[]): (readonly NewTransfer[])[] {
  const parts: (readonly NewTransfer[])[] = []
  for (let rest = call; rest.length > 0; ) {
    const part = oneChain(rest)
    parts.push(part)
    rest = rest.slice(part.length)
  }
  return parts
}
