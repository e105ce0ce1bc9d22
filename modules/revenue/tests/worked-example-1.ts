import { creatorsPart } from '../allocate.ts'
import { creatorPeriodLeaf1, uuidBytes } from '../leaves.ts'
import { carryOver } from '../carry.ts'
import { periodBody1 } from '../period-document-1.ts'
import { ed25519Signer } from '../sign.ts'
import { ani, computeDay, day, v1, viewers } from './worked-day.ts'
import { exampleScheme as scheme } from './worked-example.ts'
import { signed } from '../signed.ts'
import { statementBody1 } from '../statement-1.ts'
import { growTree, rootOf } from '../sum-tree.ts'

/** The worked example of docs/statement-format-1.md: one day, three viewers, two creators, three videos.
 *  The key is the first test vector of RFC 8032 §7.1, so anyone can sign the example again. */
const signer = ed25519Signer(
  Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'),
)
/** Everything that the page prints, computed. */
export function computeExample() {
  const { creatorsShare: share } = scheme
  const { rows, days, creatorTree, viewerLeaves, viewerTree } = computeDay(share)
  const totals = days.map(({ creator, root }) => {
    const carry = carryOver(0n, root.sum)
    return { creator, carry, cumulativeMicro: root.sum, cumulativePosted: carry.posted }
  })
  const periodLeaves = totals.map(({ creator, carry, ...sums }) =>
    creatorPeriodLeaf1({ creator: uuidBytes(creator), ...carry, ...sums }),
  )
  const periodTree = growTree(periodLeaves)
  const poolMicro = rootOf(viewerTree).sum
  const creatorsMicro = rootOf(creatorTree).sum
  const unattributedMicro = creatorsPart(500_000_000n, share)
  const platformMicro = poolMicro - creatorsMicro - unattributedMicro
  const posted = totals.reduce((sum, { carry }) => sum + carry.posted, 0n)
  const document = signed(
    'panggung/period/1',
    periodBody1({
      period: '2026-W47',
      sequence: 1n,
      previous: null,
      closedAt: new Date('2026-11-23T02:00:00Z'),
      timeZone: 'Asia/Jakarta',
      currency: 'IDR',
      scheme,
      days: [
        {
          day,
          poolMicro,
          creatorsMicro,
          platformMicro,
          unattributedMicro,
          creatorTree: rootOf(creatorTree),
          viewerTree: rootOf(viewerTree),
          views: { paid: '5', repeat: '2', too_short: '4' },
        },
      ],
      creators: {
        openingMicro: 0n,
        accruedMicro: creatorsMicro,
        posted,
        closingMicro: creatorsMicro - posted * 1_000_000n,
      },
      creatorsTree: rootOf(periodTree),
      platform: carryOver(0n, platformMicro),
      heldBeforeMicro: 0n,
    }),
    signer,
  )
  const anis = totals[0]
  const anisDay = days[0]
  if (anis === undefined || anisDay === undefined) throw new Error('the example has Ani')
  const statement = signed(
    'panggung/statement/1',
    statementBody1({
      creatorId: ani,
      document,
      share,
      total: {
        ...anis.carry,
        cumulativeMicro: anis.cumulativeMicro,
        cumulativePosted: anis.cumulativePosted,
      },
      periodTree,
      periodIndex: 0,
      transfers: {
        micro: '0199c0de-2222-8000-8000-000000000001',
        whole: '0199c0de-2222-8000-8000-000000000002',
      },
      days: [
        {
          day,
          rows: anisDay.own,
          transferId: '0199c0de-2222-8000-8000-000000000003',
          views: { paid: '3', repeat: '1', too_short: '2' },
          creatorTree,
          creatorIndex: 0,
          viewerTree,
          findViewer: (pseudonym) => {
            const index = viewers.findIndex(({ viewer }) => viewer === pseudonym)
            const found = viewers[index]
            if (!found) return undefined
            return {
              index,
              adMicro: found.adMicro,
              watchMs: found.watched.reduce((sum, { ms }) => sum + ms, 0n),
            }
          },
        },
      ],
    }),
    signer,
  )
  return { rows, days, viewerLeaves, creatorTree, viewerTree, periodTree, document, statement, ani, v1, day }
}
