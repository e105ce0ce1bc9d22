import { creatorsPart, shareByLargestRemainder, tieBreak } from '../allocate.ts'
import { creatorDayLeaf, creatorPeriodLeaf1, rowLeaf, uuidBytes, viewerDayLeaf } from '../leaves.ts'
import { carryOver } from '../carry.ts'
import { periodBody1 } from '../period-document-1.ts'
import { ed25519Signer } from '../sign.ts'
import { exampleScheme as scheme } from './worked-example.ts'
import { signed } from '../signed.ts'
import { statementBody1 } from '../statement-1.ts'
import { growTree, rootOf, streamTree } from '../sum-tree.ts'

/** The worked example of docs/statement-format-1.md: one day, three viewers, two creators, three videos.
 *  The key is the first test vector of RFC 8032 §7.1, so anyone can sign the example again. */
const signer = ed25519Signer(
  Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'),
)
const day = '2026-11-22'
const [ani, budi] = ['0199c0de-0000-7000-8000-00000000000a', '0199c0de-0000-7000-8000-00000000000b']
const [v1, v2, v3] = [
  '0199c0de-1111-7000-8000-000000000001',
  '0199c0de-1111-7000-8000-000000000002',
  '0199c0de-1111-7000-8000-000000000003',
]
const viewers = [
  {
    viewer: '10'.repeat(16),
    adMicro: 1_000_000_001n,
    watched: [
      { video: v1, creator: ani, ms: 20_001n },
      { video: v2, creator: ani, ms: 7_000n },
      { video: v3, creator: budi, ms: 13_000n },
    ],
  },
  {
    viewer: '20'.repeat(16),
    adMicro: 7n,
    watched: [
      { video: v1, creator: ani, ms: 60_000n },
      { video: v3, creator: budi, ms: 60_000n },
    ],
  },
  { viewer: '30'.repeat(16), adMicro: 500_000_000n, watched: [] },
]

/** Everything that the page prints, computed. */
export function computeExample() {
  const { creatorsShare: share } = scheme
  const rows = viewers.flatMap(({ viewer, adMicro, watched }) => {
    const name = Buffer.from(viewer, 'hex')
    const total = watched.reduce((sum, { ms }) => sum + ms, 0n)
    const claims = watched.map(({ video, ms }) => ({
      weight: ms,
      tie: () => tieBreak(day, name, uuidBytes(video)),
    }))
    const amounts = watched.length > 0 ? shareByLargestRemainder(creatorsPart(adMicro, share), claims) : []
    return watched.map(({ video, creator, ms }, at) => ({
      creator,
      viewer,
      videoId: video,
      watchMs: ms,
      micro: amounts[at] ?? 0n,
      leaf: rowLeaf({
        viewer: name,
        video: uuidBytes(video),
        watchMs: ms,
        viewerWatchMs: total,
        viewerAdMicro: adMicro,
        micro: amounts[at] ?? 0n,
      }),
    }))
  })
  const days = [ani, budi].map((creator) => {
    const own = rows.filter((row) => row.creator === creator)
    const tree = streamTree()
    for (const row of own) tree.add(row.leaf)
    const root = tree.root()
    return { creator, own, root, leaf: creatorDayLeaf(uuidBytes(creator), root) }
  })
  const creatorTree = growTree(days.map(({ leaf }) => leaf))
  const viewerLeaves = viewers.map(({ viewer, adMicro, watched }) =>
    viewerDayLeaf({
      viewer: Buffer.from(viewer, 'hex'),
      adMicro,
      watchMs: watched.reduce((sum, { ms }) => sum + ms, 0n),
      creatorsMicro: creatorsPart(adMicro, share),
    }),
  )
  const viewerTree = growTree(viewerLeaves)
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
