import type { Db } from '../../platform/db/index.ts'
import { assert, present } from '../../platform/errors.ts'
import { creatorsPart } from './allocate.ts'
import { indexIn } from './index-in.ts'
import { creatorDayLeaf, uuidBytes, viewerDayLeaf } from './leaves.ts'
import { findDay, listSchemes } from './store.ts'
import { eachCreatorOfDay, eachViewerOfDay } from './store-rows.ts'
import { rootOf, type SumTree, treeGrower } from './sum-tree.ts'

/** A shared day's two trees, whole, and where everyone stands in them. */
export interface DayTree {
  readonly creatorTree: SumTree
  readonly creatorIndex: (creatorId: string) => number | undefined
  readonly viewerTree: SumTree
  readonly findViewer: (pseudonym: string) => { index: number; adMicro: bigint; watchMs: bigint } | undefined
}

export interface DayTrees {
  of(day: string): Promise<DayTree>
}

/** Grows a day's trees from its rows when first asked for and keeps the latest few: they never change.
 *  @param keep days held in memory; a day of 100 k viewers takes about 20 MB */
export function createDayTrees(db: Db, keep = 7): DayTrees {
  const kept = new Map<string, Promise<DayTree>>()
  return {
    of(day) {
      const known = kept.get(day)
      kept.delete(day)
      const tree = known ?? grow(db, day)
      kept.set(day, tree) // last in the map is last used
      for (const oldest of kept.keys()) {
        if (kept.size <= keep) break
        kept.delete(oldest)
      }
      tree.catch(() => kept.delete(day))
      return tree
    },
  }
}

async function grow(db: Db, day: string): Promise<DayTree> {
  const row = present(await findDay(db, day), 'the day is shared')
  const scheme = (await listSchemes(db)).find((one) => one.validFrom === row.schemeFrom)
  assert(scheme !== undefined, 'a day’s scheme is kept')
  const creators = treeGrower()
  const creatorIds: string[] = []
  for await (const batch of eachCreatorOfDay(db, day)) {
    for (const { creatorId, micro, rowCount, root } of batch) {
      creatorIds.push(creatorId)
      creators.add(creatorDayLeaf(uuidBytes(creatorId), { sum: micro, leaves: rowCount, hash: root }))
    }
  }
  const viewers = treeGrower()
  const names: string[] = []
  const ads: bigint[] = []
  const watched: bigint[] = []
  for await (const batch of eachViewerOfDay(db, day)) {
    for (const { viewer, adMicro, watchMs } of batch) {
      names.push(viewer.replaceAll('-', ''))
      ads.push(adMicro)
      watched.push(watchMs)
      const creatorsMicro = creatorsPart(adMicro, scheme.creatorsShare)
      viewers.add(viewerDayLeaf({ viewer: uuidBytes(viewer), adMicro, watchMs, creatorsMicro }))
    }
  }
  const creatorTree = creators.tree()
  const viewerTree = viewers.tree()
  assert(
    rootOf(creatorTree).hash.equals(row.creatorRoot),
    'the creators’ rows are those of the published root',
  )
  assert(rootOf(viewerTree).hash.equals(row.viewerRoot), 'the viewers’ rows are those of the published root')
  return {
    creatorTree,
    creatorIndex: (creatorId) => indexIn(creatorIds, creatorId),
    viewerTree,
    findViewer(pseudonym) {
      const index = indexIn(names, pseudonym)
      const adMicro = ads[index ?? -1]
      const watchMs = watched[index ?? -1]
      if (index === undefined || adMicro === undefined || watchMs === undefined) return undefined
      return { index, adMicro, watchMs }
    },
  }
}
