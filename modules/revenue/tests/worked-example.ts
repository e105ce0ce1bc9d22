import { creatorsPart } from '../allocate.ts'
import { carryOver } from '../carry.ts'
import { hashLines, type IncomeLine, kindTotals, leafOfIncome, lineJson } from '../income.ts'
import { creatorPeriodLeaf, splitLeaf, uuidBytes } from '../leaves.ts'
import { periodBody } from '../period-document.ts'
import { rotate } from '../rotation.ts'
import type { Scheme } from '../scheme.ts'
import { movedBy, shareSplit } from '../share-splits.ts'
import { ed25519Signer } from '../sign.ts'
import { signed } from '../signed.ts'
import { statementBody } from '../statement.ts'
import { growTree, rootOf } from '../sum-tree.ts'
import { taxRuleBody } from '../tax-rule.ts'
import { ani, budi, computeDay, day, v1, viewers } from './worked-day.ts'

/** The worked example of docs/statement-format.md: one day, three viewers, three creators, three videos, one of them
 *  shared; a gift, a tip, tax and a payout. The first two keys of RFC 8032 §7.1, so anyone can sign it again. */
const signer = ed25519Signer(
  Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'),
)
const nextSigner = ed25519Signer(
  Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex'),
)
const instance = signer.publicKey

export const exampleScheme: Scheme = {
  name: 'viewer-day',
  validFrom: '2026-11-16',
  creatorsShare: { num: 55n, den: 100n },
  capMs: 60_000n,
  paidViewMs: 5_000n,
  shortVideoPercent: 95n,
  musicFractions: [
    { num: 1n, den: 1n },
    { num: 1n, den: 2n },
    { num: 1n, den: 3n },
  ],
  shares: {
    gift: { num: 80n, den: 100n },
    tip: { num: 90n, den: 100n },
    subscription: { num: 90n, den: 100n },
  },
}
const scheme = exampleScheme
const period = '2026-W47'
const cici = '0199c0de-0000-7000-8000-00000000000c'
const transfer = (n: number) => `0199c0de-2222-8000-8000-${String(n).padStart(12, '0')}`
const splitId = '0199c0de-3333-7000-8000-000000000001'
const lineId = (n: number) => `0199c0de-4444-7000-8000-${String(n).padStart(12, '0')}`

const rule = taxRuleBody({
  id: 'id.pph21.bukan-pegawai.2024',
  series: 'pph21',
  kind: 'income-individual',
  effect: 'tax',
  from: '2024-01-01',
  to: null,
  base: { num: 1n, den: 2n },
  brackets: [
    { upTo: 60_000_000n, rate: { num: 5n, den: 100n } },
    { upTo: 250_000_000n, rate: { num: 15n, den: 100n } },
    { upTo: null, rate: { num: 25n, den: 100n } },
  ],
  rounding: 'half-up',
  onTopOf: [],
  article: 'PMK 168/2023',
  certainty: 'settled',
})

const plain = { videoId: null, split: null, tax: null, reason: null }
const lines: IncomeLine[] = [
  {
    ...plain,
    id: lineId(1),
    kind: 'gift',
    at: new Date('2026-11-22T03:00:00.000Z'),
    amount: 5_600n,
    transferId: transfer(11),
    videoId: v1,
    split: { splitId, of: 8_000n, basisPoints: 7_000n },
  },
  {
    ...plain,
    id: lineId(2),
    kind: 'tip',
    at: new Date('2026-11-22T04:30:00.250Z'),
    amount: 9_000n,
    transferId: transfer(12),
  },
  {
    ...plain,
    id: lineId(3),
    kind: 'payout',
    at: new Date('2026-11-22T09:00:00.000Z'),
    amount: 6_825n,
    transferId: transfer(13),
  },
  {
    ...plain,
    id: lineId(4),
    kind: 'tax',
    at: new Date('2026-11-22T09:00:00.000Z'),
    amount: 175n,
    transferId: transfer(14),
    tax: { ruleId: rule.id, article: rule.article, gross: 7_000n, day, onTopOf: null },
  },
]
const ciciLines: IncomeLine[] = [
  {
    ...plain,
    id: lineId(5),
    kind: 'split',
    at: new Date('2026-11-22T03:00:00.000Z'),
    amount: 2_400n,
    transferId: transfer(15),
    videoId: v1,
    split: { splitId, of: 8_000n, basisPoints: 3_000n },
  },
]

/** Everything that the page prints, computed. */
export function computeExample() {
  const { creatorsShare: share } = scheme
  const { rows, days, creatorTree, viewerLeaves, viewerTree } = computeDay(share)

  const split = shareSplit(period, {
    splitId,
    videoId: v1,
    ownerId: ani,
    firstDay: day,
    lastDay: day,
    micro: rows.filter((row) => row.videoId === v1).reduce((sum, row) => sum + row.micro, 0n),
    parts: [
      { creatorId: ani, basisPoints: 7_000n },
      { creatorId: cici, basisPoints: 3_000n },
    ],
  })
  const splitTree = growTree([splitLeaf(split)])
  const moved = movedBy(split)

  const totals = [ani, budi, cici].map((creator) => {
    const accruedMicro = days.find((one) => one.creator === creator)?.root.sum ?? 0n
    const splitInMicro = creator === cici ? moved : 0n
    const splitOutMicro = creator === ani ? moved : 0n
    const net = accruedMicro + splitInMicro - splitOutMicro
    const carry = carryOver(0n, net)
    return {
      creator,
      days: creator === cici ? 0n : 1n,
      splits: creator === budi ? 0n : 1n,
      total: {
        accruedMicro,
        splitInMicro,
        splitOutMicro,
        openingMicro: 0n,
        posted: carry.posted,
        closingMicro: carry.closingMicro,
        cumulativeMicro: net,
        cumulativePosted: carry.posted,
      },
    }
  })
  const periodLeaves = totals.map(({ creator, days: n, splits, total }) =>
    creatorPeriodLeaf({ creator: uuidBytes(creator), days: n, splits, ...total }),
  )
  const periodTree = growTree(periodLeaves)

  const incomes = totals.map(({ creator, total }) => {
    const own = creator === ani ? lines : creator === cici ? ciciLines : []
    const json = own.map(lineJson)
    const kinds = kindTotals((kind) => {
      const amount =
        kind === 'ads'
          ? total.posted
          : own.reduce((sum, line) => (line.kind === kind ? sum + line.amount : sum), 0n)
      return { amount, cumulative: amount }
    })
    const leaf = leafOfIncome({
      creatorId: creator,
      kinds,
      lines: BigInt(json.length),
      linesHash: hashLines(json),
    })
    return { creator, json, kinds, leaf, linesHash: hashLines(json) }
  })
  const incomeTree = growTree(incomes.map(({ leaf }) => leaf))

  const poolMicro = rootOf(viewerTree).sum
  const creatorsMicro = rootOf(creatorTree).sum
  const unattributedMicro = creatorsPart(500_000_000n, share)
  const platformMicro = poolMicro - creatorsMicro - unattributedMicro
  const posted = totals.reduce((sum, { total }) => sum + total.posted, 0n)
  const document = signed(
    'panggung/period/2',
    periodBody({
      instance,
      period,
      sequence: 1n,
      previous: null,
      nextKey: nextSigner.publicKey,
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
      splits: { micro: split.micro, movedMicro: moved, tree: rootOf(splitTree) },
      income: {
        until: new Date('2026-11-23T02:00:00Z'),
        kinds: kindTotals((kind) => {
          const amount = incomes.reduce((sum, { kinds }) => sum + kinds[kind].amount, 0n)
          return { amount, cumulative: amount }
        }),
        tree: rootOf(incomeTree),
      },
      taxRules: [rule],
    }),
    signer,
  )
  const [anis] = totals
  const [anisDay] = days
  const [anisIncome] = incomes
  if (anis === undefined || anisDay === undefined || anisIncome === undefined)
    throw new Error('the example has Ani')
  const statement = signed(
    'panggung/statement/2',
    statementBody({
      creatorId: ani,
      document,
      share,
      income: { kinds: anisIncome.kinds, lines: anisIncome.json, place: { tree: incomeTree, index: 0 } },
      ads: {
        total: anis.total,
        place: { tree: periodTree, index: 0 },
        transfers: { micro: transfer(1), whole: transfer(2) },
        days: [
          {
            day,
            rows: anisDay.own,
            transferId: transfer(3),
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
        splitTree,
        splits: [{ ...split, index: 0, transferOf: () => transfer(4) }],
      },
      taxRules: [rule],
      rotations: [rotate(instance, 1n, nextSigner.publicKey, signer)],
    }),
    nextSigner,
  )
  return {
    rows,
    days,
    viewerLeaves,
    periodLeaves,
    incomes,
    split,
    creatorTree,
    viewerTree,
    periodTree,
    splitTree,
    incomeTree,
    document,
    statement,
    rule,
  }
}
