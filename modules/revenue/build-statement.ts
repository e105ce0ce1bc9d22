import { assert, present } from '../../platform/errors.ts'
import * as accounts from './accounts.ts'
import type { DayTrees } from './day-trees.ts'
import type { RevenueDeps } from './deps.ts'
import { creatorPeriodLeaf, uuidBytes } from './leaves.ts'
import { toPeriod } from './period.ts'
import { type PeriodBody, type Signed, signed } from './period-document.ts'
import { schemeOf } from './schemes.ts'
import { type StatementBody, type StatementDay, statementBody } from './statement.ts'
import { creatorOfPeriod, eachCreatorOfPeriod, findPeriod } from './store-periods.ts'
import { creatorDays, rowsOfCreator, viewsOfCreator } from './store-rows.ts'
import { treeGrower } from './sum-tree.ts'

/** A creator's statement of a closed period, made from what is kept whenever it is asked for: the same bytes each time.
 *  @returns undefined when the period is not closed or the creator has no rows in it */
export async function buildStatement(
  deps: RevenueDeps,
  trees: DayTrees,
  creatorId: string,
  periodName: string,
): Promise<Signed<StatementBody> | undefined> {
  const { db, signer } = deps
  const period = await findPeriod(db, periodName)
  if (period === undefined || period.document === null) return undefined
  const total = await creatorOfPeriod(db, period.sequence, creatorId)
  if (total === undefined) return undefined
  // Written by closePeriod, which typed it; the column only carries it.
  const document: Signed<PeriodBody> = JSON.parse(period.document)
  assert(document.key === signer.publicKey, 'a statement is signed by the key of its period document')
  const scheme = await schemeOf(deps, toPeriod(period.period))
  const days: StatementDay[] = []
  for (const { day, micro } of await creatorDays(db, creatorId, period.firstDay, period.lastDay)) {
    const { creatorTree, creatorIndex, viewerTree, findViewer } = await trees.of(day)
    const rows = await rowsOfCreator(db, day, creatorId)
    days.push({
      day,
      rows: rows.map((row) => ({
        ...row,
        viewer: row.viewer.replaceAll('-', ''),
        watchMs: BigInt(row.watchMs),
      })),
      transferId: micro > 0n ? accounts.shareTransferId(day, creatorId) : null,
      views: await viewsOfCreator(db, day, creatorId),
      creatorTree,
      creatorIndex: present(creatorIndex(creatorId), 'a creator with rows is in the day’s tree'),
      viewerTree,
      findViewer,
    })
  }
  const { tree, index } = await periodTree(deps, period.sequence, creatorId)
  const body = statementBody({
    creatorId,
    document,
    share: scheme.creatorsShare,
    total,
    periodTree: tree,
    periodIndex: index,
    transfers:
      total.posted > 0n
        ? {
            micro: accounts.closeTransferId(period.period, creatorId, 'micro'),
            whole: accounts.closeTransferId(period.period, creatorId, 'whole'),
          }
        : null,
    days,
  })
  return signed('statement', body, signer)
}

async function periodTree({ db }: RevenueDeps, sequence: bigint, creatorId: string) {
  const grower = treeGrower()
  let index: number | undefined
  let at = 0
  for await (const batch of eachCreatorOfPeriod(db, sequence)) {
    for (const one of batch) {
      if (one.creatorId === creatorId) index = at
      grower.add(creatorPeriodLeaf({ creator: uuidBytes(one.creatorId), ...one }))
      at += 1
    }
  }
  return { tree: grower.tree(), index: present(index, 'a creator with a total is in the period’s tree') }
}
