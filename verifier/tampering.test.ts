// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Bend, build, type Row, type Viewer } from './generate.ts'
import { Draft } from './tamper.ts'
import {
  A,
  B,
  bent,
  fails,
  first,
  one,
  passes,
  previous,
  scheme,
  statement,
  two,
  twoInput,
  video,
  watch,
  week,
} from './town.ts'
import type { CheckName } from './verify.ts'

// --- tampering: each signed again, so that it is not the signature that catches it ---
const D = 'body.document.body'
const tampering: [string, CheckName, RegExp, (draft: Draft) => void][] = [
  ['a format of the future', 'form', /format/, (d) => d.set('format', 'panggung/statement/3')],
  ['a member that is missing', 'form', /total\.posted/, (d) => delete d.members('body.total').posted],
  ['a member too many', 'form', /rows\[0\]\.note/, (d) => d.set('body.days.0.rows.0.note', '1')],
  ['a leading zero', 'form', /micro/, (d) => d.set('body.days.0.micro', '012')],
  ['a sign', 'form', /micro/, (d) => d.set('body.days.0.micro', '-1')],
  ['2^128', 'form', /poolMicro/, (d) => d.set(`${D}.poolMicro`, `${1n << 128n}`)],
  ['2^64 milliseconds', 'form', /watchMs/, (d) => d.set('body.days.0.rows.0.watchMs', `${1n << 64n}`)],
  ['capital hexadecimal', 'form', /tree\.root/, (d) => d.set(`${D}.creators.tree.root`, 'AB'.repeat(32))],
  ['a uuid without hyphens', 'form', /creator/, (d) => d.set('body.creator', A.replaceAll('-', ''))],
  ['30 February', 'form', /firstDay/, (d) => d.set(`${D}.firstDay`, '2026-02-30')],
  [
    'an instant without milliseconds',
    'form',
    /closedAt/,
    (d) => d.set(`${D}.closedAt`, '2031-01-01T02:00:00Z'),
  ],
  ['a currency in small letters', 'form', /currency/, (d) => d.set(`${D}.currency`, 'idr')],
  ['null for an amount', 'form', /micro/, (d) => d.set('body.days.0.micro', null)],
  ['an object for a list', 'form', /days/, (d) => d.set('body.days', {})],
  ['a list for an object', 'form', /total/, (d) => d.set('body.total', [])],
  ['a text for a list', 'form', /rows/, (d) => d.set('body.days.0.rows', 'none')],
  ['a verdict with a space', 'form', /views/, (d) => d.set('body.days.0.views', { 'too short': '1' })],
  ['a period that is none', 'form', /period/, (d) => d.set('body.period', '2026-47')],

  ['another sharing word', 'scheme', /music/, (d) => (d.set(`${D}.scheme.music`, 'some'), d.rehash())],
  [
    'another way of rounding',
    'scheme',
    /ties/,
    (d) => (d.set(`${D}.scheme.rounding.ties`, 'first'), d.rehash()),
  ],
  [
    'a share of more than all',
    'scheme',
    /creatorsShare/,
    (d) => (d.set(`${D}.scheme.creatorsShare.num`, '101'), d.rehash()),
  ],
  [
    'a share of something over nothing',
    'scheme',
    /creatorsShare/,
    (d) => (d.set(`${D}.scheme.creatorsShare`, { num: '0', den: '0' }), d.rehash()),
  ],
  ['a scheme whose hash is another', 'scheme', /schemeHash/, (d) => d.flip(`${D}.schemeHash`)],
  [
    'a scheme that begins too late',
    'scheme',
    /validFrom/,
    (d) => (d.set(`${D}.scheme.validFrom`, '2026-11-24'), d.rehash()),
  ],

  [
    'a week that ends on Saturday',
    'document-days',
    /lastDay/,
    (d) => (d.list(`${D}.days`).pop(), d.set(`${D}.lastDay`, '2026-11-28')),
  ],
  ['a last day that is not there', 'document-days', /days/, (d) => void d.list(`${D}.days`).pop()],
  [
    'a later document that begins late',
    'document-days',
    /firstDay/,
    (d) => (d.list(`${D}.days`).shift(), d.set(`${D}.firstDay`, '2026-11-24')),
  ],
  ['two days in the wrong order', 'document-days', /days\[2\]/, (d) => d.swap(`${D}.days`, 2, 3)],
  [
    'the days of another week',
    'document-days',
    /days\[0\]/,
    (d) => (d.set(`${D}.period`, '2026-W47'), d.set('body.period', '2026-W47')),
  ],
  ['a week 53 of a year that has 52', 'document-days', /days\[0\]/, (d) => d.set(`${D}.period`, '2027-W53')],

  ['a day with a larger pool', 'day-sums', /poolMicro/, (d) => d.plus(`${D}.days.0.poolMicro`, 1n)],
  [
    'a unit moved from creators to platform',
    'day-sums',
    /creatorTree\.sum/,
    (d) => (d.plus(`${D}.days.0.creatorsMicro`, -1n), d.plus(`${D}.days.0.platformMicro`, 1n)),
  ],
  [
    'a viewer tree of another sum',
    'day-sums',
    /viewerTree\.sum/,
    (d) => d.plus(`${D}.days.0.viewerTree.sum`, 1n),
  ],
  [
    'too little for creators',
    'day-sums',
    /creatorsMicro/,
    (d) => (d.plus(`${D}.days.0.unattributedMicro`, -9n), d.plus(`${D}.days.0.platformMicro`, 9n)),
  ],
  [
    'too much for creators',
    'day-sums',
    /creatorsMicro/,
    (d) => (d.plus(`${D}.days.0.unattributedMicro`, 9n), d.plus(`${D}.days.0.platformMicro`, -9n)),
  ],
  ['an empty tree with a root', 'day-sums', /creatorTree/, (d) => d.flip(`${D}.days.5.creatorTree.root`)],
  [
    'an empty tree with a sum',
    'day-sums',
    /creatorTree/,
    (d) => d.set(`${D}.days.0.creatorTree.leaves`, '0'),
  ],

  ['another pool', 'period-sums', /poolMicro/, (d) => d.plus(`${D}.poolMicro`, 1n)],
  [
    'creators accrued more',
    'period-sums',
    /creators\.accruedMicro/,
    (d) => d.plus(`${D}.creators.accruedMicro`, 1n),
  ],
  [
    'creators posted more',
    'period-sums',
    /creators\.closingMicro/,
    (d) => d.plus(`${D}.creators.posted`, 1n),
  ],
  [
    'platform left a whole unit',
    'period-sums',
    /platform\.closingMicro/,
    (d) => (d.plus(`${D}.platform.posted`, -1n), d.plus(`${D}.platform.closingMicro`, 1_000_000n)),
  ],
  [
    'unattributed money vanished',
    'period-sums',
    /unattributed\.closingMicro/,
    (d) => d.plus(`${D}.unattributed.closingMicro`, -1n),
  ],
  ['a creators tree of another sum', 'period-sums', /tree\.sum/, (d) => d.plus(`${D}.creators.tree.sum`, 1n)],

  ['sequence 0', 'chain', /previous/, (d) => d.set(`${D}.sequence`, '0')],
  ['a second document without a previous', 'chain', /previous/, (d) => d.set(`${D}.previous`, null)],
  ['a first document with a previous', 'chain', /previous/, (d) => d.set(`${D}.sequence`, '1')],
  [
    'a first document with openings',
    'chain',
    /openingMicro/,
    (d) => (d.set(`${D}.sequence`, '1'), d.set(`${D}.previous`, null)),
  ],
  ['a hash of another previous document', 'chain', /previous/, (d) => d.flip(`${D}.previous`)],
  ['a sequence with a gap', 'chain', /sequence/, (d) => d.plus(`${D}.sequence`, 1n)],
  [
    'an opening that was no closing',
    'chain',
    /unattributed/,
    (d) => (d.plus(`${D}.unattributed.openingMicro`, 1n), d.plus(`${D}.unattributed.closingMicro`, 1n)),
  ],

  ['a statement of another period', 'statement-period', /period/, (d) => d.set('body.period', '2026-W47')],
  ['a day outside the document', 'statement-period', /day/, (d) => d.set('body.days.0.day', '2026-11-01')],
  ['days in the wrong order', 'statement-period', /days\[1\]/, (d) => d.swap('body.days', 0, 1)],
  ['no day at all', 'statement-period', /days/, (d) => d.set('body.days', [])],
  ['rows in the wrong order', 'row-order', /rows\[1\]/, (d) => d.swap('body.days.0.rows', 0, 1)],
  [
    'a row twice',
    'row-order',
    /rows\[1\]/,
    (d) => d.list('body.days.0.rows').splice(0, 0, d.get('body.days.0.rows.0')),
  ],
  ['a day without rows', 'row-order', /rows/, (d) => d.set('body.days.0.rows', [])],
  [
    'a viewer of no row',
    'viewers',
    /viewers/,
    (d) =>
      d.list('body.days.0.viewers').push({ ...d.members('body.days.0.viewers.0'), viewer: 'ff'.repeat(16) }),
  ],
  ['a viewer missing', 'viewers', /viewers/, (d) => void d.list('body.days.0.viewers').pop()],
  ['viewers in the wrong order', 'viewers', /viewers\[0\]/, (d) => d.swap('body.days.0.viewers', 0, 1)],
  [
    'a viewer who earned more',
    'viewer-proof',
    /viewerProof/,
    (d) => d.plus('body.days.0.viewers.0.adMicro', 1n),
  ],
  [
    'a viewer who earned nothing',
    'viewer-proof',
    /adMicro/,
    (d) => d.set('body.days.0.viewers.0.adMicro', '0'),
  ],
  [
    'a viewer who watched more',
    'viewer-proof',
    /viewerProof/,
    (d) => d.plus('body.days.0.viewers.0.watchMs', 1n),
  ],
  [
    'a viewer at another place',
    'viewer-proof',
    /viewerProof/,
    (d) => d.plus('body.days.0.viewers.2.index', -1n),
  ],
  ['viewers at one place', 'viewer-proof', /viewerProof/, (d) => d.plus('body.days.0.viewers.1.index', -1n)],
  [
    'a viewer outside the tree',
    'viewer-proof',
    /viewerProof/,
    (d) => d.set('body.days.0.viewers.2.index', '5'),
  ],
  ['a proof cut short', 'viewer-proof', /viewerProof/, (d) => void d.list('body.days.0.viewerProof').pop()],
  [
    'a proof too long',
    'viewer-proof',
    /viewerProof/,
    (d) => d.list('body.days.0.viewerProof').push(d.get('body.days.0.viewerProof.0')),
  ],
  [
    'a proof with another sum',
    'viewer-proof',
    /viewerProof/,
    (d) => d.plus('body.days.0.viewerProof.0.sum', 1n),
  ],
  [
    'a proof with an enormous sum',
    'viewer-proof',
    /viewerProof/,
    (d) => d.set('body.days.0.viewerProof.0.sum', `${(1n << 128n) - 1n}`),
  ],
  ['no watching', 'weight', /rows\[0\]\.watchMs/, (d) => d.set('body.days.0.rows.0.watchMs', '0')],
  [
    'watching over the cap',
    'weight',
    /rows\[0\]\.watchMs/,
    (d) => d.set('body.days.0.rows.0.watchMs', '60001'),
  ],
  [
    'more watching than the viewer did',
    'weight',
    /viewers\[0\]\.watchMs/,
    (d) => d.set('body.days.0.rows.0.watchMs', '60000'),
  ],
  ['a row with more money', 'share', /rows\[0\]\.micro/, (d) => d.plus('body.days.0.rows.0.micro', 2n)],
  ['a row with less money', 'share', /rows\[0\]\.micro/, (d) => d.plus('body.days.0.rows.0.micro', -2n)],
  ['a day with more money', 'creator-proof', /days\[0\]\.micro/, (d) => d.plus('body.days.0.micro', 1n)],
  ['another video', 'creator-proof', /days\[0\]\.proof/, (d) => d.set('body.days.0.rows.1.video', video(7))],
  ['a day at another place', 'creator-proof', /days\[0\]\.proof/, (d) => d.plus('body.days.0.index', 1n)],
  [
    'a proof of a day changed',
    'creator-proof',
    /days\[0\]\.proof/,
    (d) => d.flip('body.days.0.proof.0.hash'),
  ],
  ['a whole day left out', 'total', /accruedMicro/, (d) => void d.list('body.days').pop()],
  ['a total with more money', 'total', /accruedMicro/, (d) => d.plus('body.total.accruedMicro', 1n)],
  ['less opening', 'total', /closingMicro/, (d) => d.plus('body.total.openingMicro', -1n)],
  [
    'a whole unit kept back',
    'total',
    /closingMicro/,
    (d) => (d.plus('body.total.posted', -1n), d.plus('body.total.closingMicro', 1_000_000n)),
  ],
  ['another cumulative amount', 'total', /cumulativeMicro/, (d) => d.plus('body.total.cumulativeMicro', 1n)],
  [
    'a cumulative amount that starts anew',
    'total',
    /cumulativeMicro/,
    (d) => (
      d.set('body.total.cumulativePosted', '0'),
      d.set('body.total.cumulativeMicro', d.get('body.total.closingMicro'))
    ),
  ],
  [
    'an opening larger than the past',
    'total',
    /cumulativePosted/,
    (d) => (d.plus('body.total.openingMicro', 10n ** 12n), d.plus('body.total.posted', 10n ** 6n)),
  ],
  [
    'a past that was never posted',
    'total-proof',
    /proof/,
    (d) => (d.plus('body.total.cumulativePosted', 1n), d.plus('body.total.cumulativeMicro', 1_000_000n)),
  ],
  ['another creator’s total', 'total-proof', /proof/, (d) => d.plus('body.total.index', 1n)],
  ['a proof of the total changed', 'total-proof', /proof/, (d) => d.flip('body.total.proof.0.hash')],
  [
    'money posted without transfers',
    'transfers',
    /total\.transfers/,
    (d) => d.set('body.total.transfers', null),
  ],
  [
    'money shared without a transfer',
    'transfers',
    /days\[0\]\.transfer/,
    (d) => d.set('body.days.0.transfer', null),
  ],
]

describe('tampering, signed again', () => {
  for (const [what, check, where, change] of tampering)
    test(`${what}: ${check}`, async () => {
      const draft = new Draft(statement)
      change(draft)
      await fails(draft.signed(), check, where, { previous: previous[0] })
    })
  test('a proof of another shape is refused as such, before its root is compared', async () => {
    const shapes: [RegExp, (draft: Draft) => void][] = [
      [/index 5 \/ 5/, (d) => d.set('body.days.0.viewers.2.index', '5')],
      [/index 0 \/ 5/, (d) => d.plus('body.days.0.viewers.1.index', -1n)],
      [/0 < 1/, (d) => void d.list('body.days.0.viewerProof').pop()],
      [/2 > 1/, (d) => d.list('body.days.0.viewerProof').push(d.get('body.days.0.viewerProof.0'))],
    ]
    for (const [says, change] of shapes) {
      const draft = new Draft(statement)
      change(draft)
      const report = await fails(draft.signed(), 'viewer-proof')
      assert.match(report.failure?.message.en ?? '', says)
    }
  })
  test('another creator’s name on it', async () => {
    const draft = new Draft(statement)
    draft.set('body.creator', B)
    await fails(draft.signed(), 'creator-proof', /days\[0\]\.proof/)
  })
  test('a past without opening, in a first statement', async () => {
    const draft = new Draft(first(one.statements))
    draft.plus('body.total.cumulativePosted', 1n)
    draft.plus('body.total.cumulativeMicro', 1_000_000n)
    await fails(draft.signed(), 'total', /cumulativeMicro/)
  })
})

describe('tampering, not signed again', () => {
  test('the signatures', async () => {
    const draft = new Draft(statement)
    draft.plus('body.document.body.days.0.views.paid', 1n)
    await fails(draft.json(), 'document-signature', /^body\.document\.signature$/)
    const outer = new Draft(statement)
    outer.plus('body.days.0.views.paid', 1n)
    await fails(outer.json(), 'statement-signature', /^signature$/)
    const keyless = new Draft(statement)
    keyless.flip('key')
    await fails(keyless.json(), 'statement-signature', /^key$/)
    const period = new Draft(two.document)
    period.set('body.timeZone', 'Asia/Makassar')
    await fails(period.json(), 'document-signature', /^signature$/)
    const noPoint = new Draft(two.document)
    noPoint.set('key', 'ff'.repeat(32))
    await fails(noPoint.json(), 'document-signature', /^signature$/)
  })
})

describe('an instance that cheats from the start, all hashes and signatures sound', () => {
  test('the honest one passes', async () => void (await passes(bent({}))))
  test('a tie between two creators: neither statement alone can tell', async () => {
    const swap: Bend = {
      rows: (rows, { viewer }) => {
        if (viewer === '20'.repeat(16)) for (const row of rows) row.micro = 3n - row.micro // C = 3: 2 and 1
      },
    }
    for (const file of build(twoInput, one.state, swap).statements) await passes(JSON.stringify(file))
  })
  // A viewer who watched creator A alone: C = 54 320 987 over W = 18 334, so every row is in the statement.
  const [alone, money, all] = ['50'.repeat(16), 54_320_987n, 18_334n]
  const extra = (row: Row) => row.micro - (money * row.watchMs) / all
  test('a leftover unit goes to the wrong video of one creator', async () => {
    const text = bent({
      rows: (rows, { viewer }) => {
        if (viewer !== alone) return
        const gave = rows.find((row) => extra(row) === 1n)
        const kept = rows.find((row) => extra(row) === 0n && (money * row.watchMs) % all > 0n)
        if (!gave || !kept) throw new Error('the town must have a leftover unit')
        gave.micro -= 1n
        kept.micro += 1n
      },
    })
    const report = await fails(text, 'share', /rows\[\d\]\.micro/)
    assert.match(report.failure?.message.en ?? '', /leftover/)
  })
  test('a unit of a tie between two videos of one creator', async () => {
    const tied: Viewer = {
      viewer: '60'.repeat(16),
      adMicro: 7n,
      watched: [watch(A, 1, 60_000n), watch(A, 2, 60_000n)],
    }
    const input = { period: '2026-W48', scheme, days: week(23).map((day) => ({ ...day, viewers: [tied] })) }
    const made = (bend: Bend) => JSON.stringify(first(build(input, one.state, bend).statements))
    await passes(made({}))
    const swap: Bend = { rows: (rows) => rows.forEach((row) => (row.micro = 3n - row.micro)) }
    await fails(made(swap), 'share', /rows\[\d\]\.micro/)
  })
  test('money of a viewer kept back, or given twice', async () => {
    const change = (from: bigint, to: bigint): Bend => ({
      rows: (rows, { viewer }) => {
        for (const row of rows)
          if (viewer === alone && extra(row) === from && (money * row.watchMs) % all > 0n)
            row.micro += to - from
      },
    })
    await fails(bent(change(1n, 0n)), 'share', /viewers\[2\]$/)
    await fails(bent(change(0n, 1n)), 'share', /viewers\[2\]$/)
  })
  test('a smaller part than the rule gives', async () => {
    const less = (part: bigint, { viewer }: Viewer) => (viewer === '50'.repeat(16) ? part - 1n : part)
    await fails(bent({ part: less }), 'viewer-proof')
    await fails(bent({ part: (part) => part / 2n }), 'day-sums', /creatorsMicro/)
  })
  test('watch time added to dilute the share', async () => {
    await fails(
      bent({ watchMs: (honest) => (honest ? honest + 1000n : honest) }),
      'day-sums',
      /creatorsMicro/,
    )
  })
  test('watch time that is less than what is shown', async () => {
    await fails(
      bent({ watchMs: (honest) => (honest > 40_000n ? honest - 20_000n : honest) }),
      'day-sums',
      /creatorsMicro/,
    )
  })
  test('a whole unit left on the account', async () => {
    const keep = bent({
      closing: ({ posted, closing }) => ({ posted: posted - 1n, closing: closing + 1_000_000n }),
    })
    await fails(keep, 'total', /closingMicro/)
  })
})
