import type { Db } from '../../platform/db/index.ts'
import { present } from '../../platform/errors.ts'
import { leafOfIncome } from './income.ts'
import { indexIn } from './index-in.ts'
import { creatorPeriodLeaf, creatorPeriodLeaf1, splitLeaf, uuidBytes } from './leaves.ts'
import { eachCreatorIncome } from './store-income.ts'
import { eachCreatorOfPeriod, type PeriodRow } from './store-periods.ts'
import { eachSplit } from './store-splits.ts'
import { type SumNode, type SumTree, treeGrower } from './sum-tree.ts'
import { totalsOf } from './take-in-income.ts'

/** One of a period's trees, whole, and where everyone stands in it. */
export interface NamedTree {
  readonly tree: SumTree
  readonly indexOf: (key: string) => number
}

export interface PeriodTree {
  readonly creators: NamedTree
  readonly splits: NamedTree
  readonly incomes: NamedTree
}

export interface PeriodTrees {
  of(row: PeriodRow): Promise<PeriodTree>
}

/** Grows a closed period's trees when first asked for and keeps the latest few: they never change. 100 k creators take
 *  about 30 MB. */
export function createPeriodTrees(db: Db, keep = 3): PeriodTrees {
  const kept = new Map<string, Promise<PeriodTree>>()
  return {
    of(row) {
      const tree = kept.get(row.period) ?? growAll(db, row)
      kept.delete(row.period)
      kept.set(row.period, tree) // last in the map is last used
      for (const oldest of kept.keys()) {
        if (kept.size <= keep) break
        kept.delete(oldest)
      }
      tree.catch(() => kept.delete(row.period))
      return tree
    },
  }
}

async function growAll(db: Db, { sequence, format }: PeriodRow): Promise<PeriodTree> {
  const leafOf = format === 1 ? creatorPeriodLeaf1 : creatorPeriodLeaf
  return {
    creators: await grow(
      eachCreatorOfPeriod(db, sequence),
      (one) => one.creatorId,
      (one) => leafOf({ creator: uuidBytes(one.creatorId), ...one }),
    ),
    splits: await grow(eachSplit(db, sequence), (one) => one.splitId, splitLeaf),
    incomes: await grow(
      eachCreatorIncome(db, sequence),
      (one) => one.creatorId,
      (one) => leafOfIncome({ ...one, kinds: totalsOf(one) }),
    ),
  }
}

async function grow<T>(
  pages: AsyncIterable<readonly T[]>,
  keyOf: (one: T) => string,
  leafOf: (one: T) => SumNode,
): Promise<NamedTree> {
  const grower = treeGrower()
  const keys: string[] = []
  for await (const page of pages) {
    for (const one of page) {
      keys.push(keyOf(one))
      grower.add(leafOf(one))
    }
  }
  return {
    tree: grower.tree(),
    indexOf: (key) => present(indexIn(keys, key), 'whoever has a row is a leaf of the period’s tree'),
  }
}
