import { assert, present } from '../../platform/errors.ts'
import * as accounts from './accounts.ts'
import type { Share } from './allocate.ts'
import type { DayTrees } from './day-trees.ts'
import type { RevenueDeps } from './deps.ts'
import { lineJson } from './income.ts'
import type { SplitPeriod } from './leaves.ts'
import { toPeriod } from './period.ts'
import type { PeriodDocument } from './period-document.ts'
import type { PeriodBody1 } from './period-document-1.ts'
import type { NamedTree, PeriodTree, PeriodTrees } from './period-trees.ts'
import { schemeOf } from './schemes.ts'
import { statementSigner } from './sign-with.ts'
import { type Signed, signed } from './signed.ts'
import { type AdsFacts, type StatementBody, statementBody } from './statement.ts'
import { type StatementBody1, statementBody1 } from './statement-1.ts'
import type { StatementDay } from './statement-days.ts'
import { creatorIncomesOf, incomeLinesOf, postingsOf } from './store-income.ts'
import { type CreatorPeriodRow, creatorsOfPeriod, findPeriod, type PeriodRow } from './store-periods.ts'
import { creatorDaysOf, rowsOfCreators, viewsOfCreators } from './store-rows.ts'
import { splitsOf } from './store-splits.ts'
import { lineOfRow, totalsOf } from './take-in-income.ts'

export interface Statement {
  readonly creatorId: string
  readonly statement: Signed<StatementBody> | Signed<StatementBody1>
}

export interface StatementTrees {
  readonly days: DayTrees
  readonly periods: PeriodTrees
}

/** Statements of a closed period, made from what is kept whenever they are asked for: the same bytes each time. Asked for
 *  many creators at once, they take the same few reads as for one.
 *  @returns one for each of the creators who has one; none while the period is not closed */
export async function buildStatements(
  deps: RevenueDeps,
  trees: StatementTrees,
  periodName: string,
  creatorIds: readonly string[],
): Promise<Statement[]> {
  const period = await findPeriod(deps.db, periodName)
  if (period === undefined || period.document === null) return []
  const gathered = await gather(deps, trees, period, creatorIds)
  const { share } = gathered
  if (period.format === 1) {
    // Written by closePeriod, which typed it; the column only carries it.
    const document: Signed<PeriodBody1> = JSON.parse(period.document)
    assert(document.key === deps.signer.publicKey, 'version 1 knows one key')
    return [...gathered.totals.values()].map((total) => {
      const { creatorId, posted } = total
      const body = statementBody1({
        creatorId,
        document,
        share,
        total,
        periodTree: gathered.tree.creators.tree,
        periodIndex: gathered.tree.creators.indexOf(creatorId),
        transfers:
          posted > 0n
            ? {
                micro: accounts.closeTransferId(period.period, creatorId, 'micro'),
                whole: accounts.closeTransferId(period.period, creatorId, 'whole'),
              }
            : null,
        days: gathered.days.get(creatorId) ?? [],
      })
      return { creatorId, statement: signed('panggung/statement/1', body, deps.signer) }
    })
  }
  const document: PeriodDocument = JSON.parse(period.document)
  const { signer, way } = await statementSigner(deps, document)
  const incomes = await creatorIncomesOf(deps.db, period.sequence, creatorIds)
  const lines = groupBy(await incomeLinesOf(deps.db, period.sequence, creatorIds), (one) => one.creatorId)
  return incomes.map((income) => {
    const { creatorId } = income
    const own = (lines.get(creatorId) ?? []).map(lineOfRow)
    const named = new Set(own.flatMap(({ tax }) => (tax === null ? [] : [tax.ruleId, tax.onTopOf])))
    const total = gathered.totals.get(creatorId)
    const body = statementBody({
      creatorId,
      document,
      share,
      income: {
        kinds: totalsOf(income),
        lines: own.map(lineJson),
        place: placeIn(gathered.tree.incomes, creatorId),
      },
      ads: total === undefined ? undefined : adsOf(gathered, period, total),
      taxRules: period.taxRules.filter((rule) => named.has(rule.id)),
      rotations: way,
    })
    return { creatorId, statement: signed('panggung/statement/2', body, signer) }
  })
}

interface Gathered {
  readonly share: Share
  readonly tree: PeriodTree
  readonly totals: ReadonlyMap<string, CreatorPeriodRow>
  readonly days: ReadonlyMap<string, StatementDay[]>
  readonly splits: readonly SplitPeriod[]
  readonly postings: ReadonlyMap<string, string>
}

function adsOf(gathered: Gathered, period: PeriodRow, total: CreatorPeriodRow): AdsFacts {
  const { creatorId, posted } = total
  return {
    total,
    place: placeIn(gathered.tree.creators, creatorId),
    transfers:
      posted > 0n
        ? {
            micro: accounts.closeTransferId(period.period, creatorId, 'micro'),
            whole: present(gathered.postings.get(creatorId), 'what is posted has its transfer'),
          }
        : null,
    days: gathered.days.get(creatorId) ?? [],
    splitTree: gathered.tree.splits.tree,
    splits: gathered.splits
      .filter((split) => split.parts.some((part) => part.creatorId === creatorId))
      .map((split) => ({
        ...split,
        index: gathered.tree.splits.indexOf(split.splitId),
        transferOf: (to) => accounts.splitTransferId(period.period, split.splitId, to),
      })),
  }
}

const placeIn = ({ tree, indexOf }: NamedTree, key: string) => ({ tree, index: indexOf(key) })

async function gather(
  deps: RevenueDeps,
  trees: StatementTrees,
  period: PeriodRow,
  creatorIds: readonly string[],
): Promise<Gathered> {
  const { db } = deps
  const { sequence, firstDay, lastDay } = period
  const scheme = await schemeOf(deps, toPeriod(period.period))
  const totals = await creatorsOfPeriod(db, sequence, creatorIds)
  const postings = await postingsOf(db, sequence, creatorIds)
  const days = new Map<string, StatementDay[]>()
  const creatorDays = groupBy(await creatorDaysOf(db, creatorIds, firstDay, lastDay), (one) => one.day)
  for (const [day, creators] of [...creatorDays].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const names = creators.map((one) => one.creatorId)
    const { creatorTree, creatorIndex, viewerTree, findViewer } = await trees.days.of(day)
    const rows = groupBy(await rowsOfCreators(db, day, names), (one) => one.creatorId)
    const views = await viewsOfCreators(db, day, names)
    for (const { creatorId, micro } of creators) {
      const own = days.get(creatorId) ?? []
      days.set(creatorId, own)
      own.push({
        day,
        rows: (rows.get(creatorId) ?? []).map((row) => ({
          ...row,
          viewer: row.viewer.replaceAll('-', ''),
          watchMs: BigInt(row.watchMs),
        })),
        transferId: micro > 0n ? accounts.shareTransferId(day, creatorId) : null,
        views: views.get(creatorId) ?? {},
        creatorTree,
        creatorIndex: present(creatorIndex(creatorId), 'a creator with rows is in the day’s tree'),
        viewerTree,
        findViewer,
      })
    }
  }
  return {
    share: scheme.creatorsShare,
    tree: await trees.periods.of(period),
    totals: new Map(totals.map((one) => [one.creatorId, one])),
    days,
    splits: period.splitMicro === 0n ? [] : await splitsOf(db, sequence, creatorIds),
    postings: new Map(postings.map((one) => [one.creatorId, one.transferId])),
  }
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}
