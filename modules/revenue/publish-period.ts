import { assert, present } from '../../platform/errors.ts'
import type { RevenueDeps } from './deps.ts'
import { revenuePeriodClosed } from './events.ts'
import { carriesOf } from './fix-period.ts'
import { leafOfIncome } from './income.ts'
import { creatorPeriodLeaf, creatorPeriodLeaf1, splitLeaf, uuidBytes } from './leaves.ts'
import { toPeriod } from './period.ts'
import { periodBody } from './period-document.ts'
import { periodBody1, type PeriodFacts1 } from './period-document-1.ts'
import { rotate } from './rotation.ts'
import { schemeOf } from './schemes.ts'
import { hashOf } from './sign.ts'
import { signerNamed } from './sign-with.ts'
import { signed } from './signed.ts'
import { daysFrom } from './store.ts'
import { eachCreatorIncome } from './store-income.ts'
import * as store from './store-periods.ts'
import { eachSplit } from './store-splits.ts'
import { type SumNode, type SumRoot, streamTree } from './sum-tree.ts'
import { sumsOfPeriod, totalsOf } from './take-in-income.ts'

/** Signs and publishes the document of a period whose money has moved. @returns its hash */
export async function publishPeriod(deps: RevenueDeps, row: store.PeriodRow): Promise<string> {
  const { db, events, signer } = deps
  const days = await daysFrom(db, row.firstDay, row.lastDay)
  const { creators, platform } = carriesOf(row, days)
  const scheme = await schemeOf(deps, toPeriod(row.period))
  assert(
    days.every((day) => day.schemeFrom === scheme.validFrom),
    'a period has one scheme',
  )
  const leafOf = row.format === 1 ? creatorPeriodLeaf1 : creatorPeriodLeaf
  const previous = await store.findSequence(db, row.sequence - 1n)
  const facts: PeriodFacts1 = {
    period: row.period,
    sequence: row.sequence,
    previous: previous?.hash ?? null,
    closedAt: row.closedAt,
    timeZone: deps.timeZone,
    currency: deps.currency,
    scheme,
    days: days.map((day) => ({
      ...day,
      creatorTree: { leaves: day.creatorLeaves, sum: day.creatorsMicro, hash: day.creatorRoot },
      viewerTree: { leaves: day.viewerLeaves, sum: day.poolMicro, hash: day.viewerRoot },
    })),
    creators,
    creatorsTree: await treeOf(store.eachCreatorOfPeriod(db, row.sequence), (one) =>
      leafOf({ creator: uuidBytes(one.creatorId), ...one }),
    ),
    platform,
    heldBeforeMicro: row.heldBeforeMicro,
  }
  if (row.format === 1) {
    const body = periodBody1(facts)
    const hash = hashOf('panggung/period/1', body)
    return keep(JSON.stringify(signed('panggung/period/1', body, signer)), hash, null)
  }
  const instance = present(row.instance, 'a period of version 2 names its instance')
  const key = signerNamed(deps, present(row.signedBy, 'and who signs it'))
  const body = periodBody({
    ...facts,
    instance,
    nextKey: row.nextKey,
    splits: {
      micro: row.splitMicro,
      movedMicro: row.splitMovedMicro,
      tree: await treeOf(eachSplit(db, row.sequence), splitLeaf),
    },
    income: {
      until: present(row.incomeUntil, 'and up to when it goes'),
      kinds: sumsOfPeriod(row),
      tree: await treeOf(eachCreatorIncome(db, row.sequence), (one) =>
        leafOfIncome({ ...one, kinds: totalsOf(one) }),
      ),
    },
    taxRules: row.taxRules,
  })
  const hash = hashOf('panggung/period/2', body)
  const rotation = row.nextKey === null ? null : rotate(instance, row.sequence, row.nextKey, key)
  return keep(
    JSON.stringify(signed('panggung/period/2', body, key)),
    hash,
    rotation && JSON.stringify(rotation),
  )

  async function keep(document: string, hash: string, rotation: string | null): Promise<string> {
    await db.transaction(async (tx) => {
      if (!(await store.publishPeriod(tx, row.sequence, document, hash))) return
      if (rotation !== null) await store.keepRotation(tx, row.sequence, rotation)
      await events.publish(tx, revenuePeriodClosed, { period: row.period })
    })
    return hash
  }
}

async function treeOf<T>(pages: AsyncIterable<readonly T[]>, leafOf: (one: T) => SumNode): Promise<SumRoot> {
  const tree = streamTree()
  for await (const page of pages) for (const one of page) tree.add(leafOf(one))
  return tree.root()
}
