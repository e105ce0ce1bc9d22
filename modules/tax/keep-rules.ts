import type { Db } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { bodyText, type Rule, ruleHash } from './rule.ts'
import { keepRule, listKept, lockRules } from './store.ts'

/** Records the rules that are new, and holds the code to those recorded before: a tax line of the past must always be
 *  computable again. @throws AssertionFailed when a kept rule was edited or removed */
export async function keepRules(db: Db, country: string, rules: readonly Rule[], now: Date): Promise<void> {
  const hashes = new Map(rules.map((one) => [one.id, ruleHash(one)]))
  assert(hashes.size === rules.length, 'each tax rule has an id of its own')
  const missing = (kept: ReadonlySet<string>) => rules.filter(({ id }) => !kept.has(id))
  const check = async (on: Db | Parameters<typeof lockRules>[0]): Promise<Set<string>> => {
    const kept = await listKept(on, country)
    for (const { id, hash } of kept)
      assert(
        hashes.get(id) === hash,
        `tax rule ${id} was in force and may not be edited or removed; write another row of its series`,
      )
    return new Set(kept.map(({ id }) => id))
  }
  if (missing(await check(db)).length === 0) return
  await db.transaction(async (tx) => {
    await lockRules(tx)
    for (const one of missing(await check(tx)))
      await keepRule(tx, { ...one, body: bodyText(one), hash: ruleHash(one) }, now)
  })
}
