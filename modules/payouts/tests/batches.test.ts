import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { aPayee, checker, hasAvailable, maker, person, requestNamed, sentBatch } from '../testing.ts'
import { readPain001 } from './pain001-rules.ts'
import { stage } from './stage.ts'

const ask = requestNamed

async function withPayouts(s: Awaited<ReturnType<typeof stage>>, ...names: string[]) {
  const found: { account: string; id: string; netIdr: bigint }[] = []
  for (const [place, name] of names.entries()) {
    const account = await aPayee(s.payouts, name)
    await hasAvailable(s, s.clock, name, 100_000n * BigInt(place + 1))
    const { id, netIdr } = await s.payouts.request(account, ask(name))
    found.push({ account, id, netIdr })
  }
  return found
}

test('who made a batch can not approve it; the sum that was seen must still be so', async (t) => {
  const s = await stage(t)
  const [sari, budi] = await withPayouts(s, 'sari', 'budi')
  assert.ok(sari && budi)
  const batch = await s.payouts.makeBatch(maker, ask('b'))
  assert.deepEqual([batch.count, batch.ctrlSumIdr], [2, sari.netIdr + budi.netIdr])
  assert.equal((await s.payouts.makeBatch(maker, ask('b'))).id, batch.id)
  await assert.rejects(s.payouts.makeBatch(checker, ask('b')), { message: /nothing_due/ })
  await assert.rejects(s.payouts.approveBatch(maker, batch.id, batch.ctrlSumIdr), { message: /same_person/ })
  await s.payouts.cancel(sari.account, sari.id)
  await assert.rejects(s.payouts.approveBatch(checker, batch.id, batch.ctrlSumIdr), {
    message: /batch_changed/,
  })
  const approved = await s.payouts.approveBatch(checker, batch.id, budi.netIdr)
  assert.deepEqual(
    [approved.state, approved.count, approved.approvedBy, approved.singleOperator],
    ['approved', 1, checker, false],
  )
  await assert.rejects(s.payouts.cancel(budi.account, budi.id), { message: /payout_settled/ })
  await s.sound()
})

test('two operators approve at once: one approval, and the payouts move once', async (t) => {
  const s = await stage(t)
  const [sari] = await withPayouts(s, 'sari')
  assert.ok(sari)
  const batch = await s.payouts.makeBatch(maker, ask('b'))
  const node = s.again()
  const answers = await Promise.allSettled([
    s.payouts.approveBatch(checker, batch.id, batch.ctrlSumIdr),
    node.approveBatch(person('third'), batch.id, batch.ctrlSumIdr),
    s.payouts.approveBatch(checker, batch.id, batch.ctrlSumIdr),
  ])
  const [batchNow] = await s.payouts.listBatches()
  assert.equal(batchNow?.state, 'approved')
  for (const one of answers) if (one.status === 'rejected') assert.match(String(one.reason), /batch_settled/)
  assert.deepEqual(batchNow?.states, { approved: 1 })
  await s.sound()
})

test('two operators make batches at once: no payout is in two', async (t) => {
  const s = await stage(t)
  await withPayouts(s, 'sari', 'budi', 'tini', 'joko')
  const node = s.again()
  const answers = await Promise.allSettled([
    s.payouts.makeBatch(maker, ask('b1')),
    node.makeBatch(checker, ask('b2')),
    s.payouts.makeBatch(person('third'), ask('b3')),
  ])
  const told = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const batches = new Map((await s.payouts.listBatches()).map((one) => [one.id, one.count]))
  assert.equal(
    told.reduce((sum, one) => sum + one.count, 0),
    4,
  )
  for (const one of told)
    assert.equal(batches.get(one.id), one.count, 'what a maker was told stays in the batch')
})

test('a stage with one operator says so, and each batch shows it; the database holds the rule too', async (t) => {
  const s = await stage(t, { SINGLE_OPERATOR: true })
  await withPayouts(s, 'sari')
  const batch = await s.payouts.makeBatch(maker, ask('b'))
  const approved = await s.payouts.approveBatch(maker, batch.id, batch.ctrlSumIdr)
  assert.equal(approved.singleOperator, true)
  const { checks } = await s.payouts.audit()
  assert.deepEqual(checks.find((one) => one.name === 'payouts.two-people')?.detail, {
    singleOperatorBatches: 1,
    wrong: 0,
  })
  await assert.rejects(
    s.db.run(sql`update payouts.batch set single_operator = false where id = ${batch.id}`),
    /violates check constraint/,
  )
})

test('the sum is compared with the ledger at approval and again when the file is made', async (t) => {
  const s = await stage(t)
  const [sari] = await withPayouts(s, 'sari')
  assert.ok(sari)
  const batch = await s.payouts.makeBatch(maker, ask('b'))
  // What if rows said more than the ledger holds? Amounts can't change, so the guard is put aside here.
  const tamper = (by: bigint) =>
    s.db.transaction(async (tx) => {
      await tx.run(sql`alter table payouts.payout disable trigger guard_payout`)
      await tx.run(sql`update payouts.payout set net_idr = net_idr + ${by}, gross_idr = gross_idr + ${by}`)
      await tx.run(sql`alter table payouts.payout enable trigger guard_payout`)
    })
  await tamper(1n)
  await assert.rejects(s.payouts.approveBatch(checker, batch.id, batch.ctrlSumIdr + 1n), {
    message: /batch_changed/,
  })
  const { checks } = await s.payouts.audit()
  assert.ok(checks.filter((one) => !one.ok).some((one) => one.name === 'payouts.reserved'))
  await tamper(-1n)
  await s.payouts.approveBatch(checker, batch.id, batch.ctrlSumIdr)
  await tamper(1n)
  await assert.rejects(s.payouts.batchFile(maker, batch.id, 'pain001'), /was approved with/)
  assert.ok((await s.payouts.audit()).checks.some((one) => one.name === 'payouts.control-sums' && !one.ok))
  await tamper(-1n)
  await s.payouts.batchFile(maker, batch.id, 'pain001')
  await s.sound()
})

test('the file is the same bytes every time, also from another node; once sent it is the only one', async (t) => {
  const s = await stage(t)
  const found = await withPayouts(s, 'sari', 'budi')
  const batch = await s.payouts.makeBatch(maker, ask('b'))
  await assert.rejects(s.payouts.batchFile(maker, batch.id, 'pain001'), { message: /batch_not_approved/ })
  await s.payouts.approveBatch(checker, batch.id, batch.ctrlSumIdr)
  await assert.rejects(s.payouts.markSent(maker, batch.id, 'pain001'), { message: /batch_file_missing/ })
  await assert.rejects(s.payouts.batchFile(maker, batch.id, 'csv', 'none'), { message: /template_unknown/ })
  const [one, two] = await Promise.all([
    s.payouts.batchFile(maker, batch.id, 'pain001'),
    s.again().batchFile(checker, batch.id, 'pain001'),
  ])
  assert.deepEqual(one.content, two.content)
  const read = readPain001(one.content.toString())
  assert.equal(read.sum, batch.ctrlSumIdr)
  assert.deepEqual(
    read.payments.map((payment) => payment.endToEndId).toSorted(),
    found.map(({ id }) => id.replaceAll('-', '')).toSorted(),
  )
  await s.payouts.batchFile(maker, batch.id, 'csv', 'bca')
  await assert.rejects(s.payouts.discardBatch(maker, batch.id, 'salah pilih'), { message: /batch_file_made/ })
  const sent = await s.payouts.markSent(maker, batch.id, 'pain001')
  assert.deepEqual([sent.state, sent.sentFormat, sent.states], ['sent', 'pain001', { sent: 2 }])
  assert.equal((await s.payouts.markSent(checker, batch.id, 'pain001')).sentBy, maker)
  for (const refused of [
    () => s.payouts.batchFile(maker, batch.id, 'csv', 'bca'),
    () => s.payouts.batchFile(maker, batch.id, 'csv', 'plain'),
    () => s.payouts.markSent(maker, batch.id, 'csv', 'bca'),
  ])
    await assert.rejects(refused, { message: /batch_locked.*pain001/ })
  s.clock.advance(86_400_000)
  assert.deepEqual((await s.payouts.batchFile(checker, batch.id, 'pain001')).content, one.content)
  const views = (await s.payouts.findPayee(found[0]?.account ?? '')).views.map((view) => view.reason)
  assert.equal(views.length, 2, 'each file that was made is on record with the payee')
  await s.sound()
})

test('a batch without a file can be undone, and its payouts wait again', async (t) => {
  const s = await stage(t)
  await withPayouts(s, 'sari')
  const batch = await s.payouts.makeBatch(maker, ask('b'))
  await s.payouts.approveBatch(checker, batch.id, batch.ctrlSumIdr)
  assert.equal((await s.payouts.discardBatch(checker, batch.id, 'salah hari')).state, 'discarded')
  await assert.rejects(s.payouts.batchFile(maker, batch.id, 'pain001'), { message: /batch_not_approved/ })
  assert.equal((await s.payouts.due()).count, 1)
  await s.sound()
})

test('named payouts are gathered whole or not at all', async (t) => {
  const s = await stage(t)
  const [sari, budi] = await withPayouts(s, 'sari', 'budi')
  assert.ok(sari && budi)
  await assert.rejects(s.payouts.makeBatch(maker, ask('x'), [sari.id, person('nothing')]), {
    message: /nothing_due/,
  })
  assert.equal((await s.payouts.makeBatch(maker, ask('y'), [sari.id])).ctrlSumIdr, sari.netIdr)
  assert.equal((await s.payouts.due()).count, 1)
})

test('payout to a closed bank account: it comes back with the reason, the account is marked, clearing is 0 (I9)', async (t) => {
  const s = await stage(t)
  const [sari] = await withPayouts(s, 'sari')
  assert.ok(sari)
  await sentBatch(s.payouts, 'b')
  const back = await s.payouts.giveBack(maker, sari.id, 'account_closed', 'Rekening tujuan ditutup')
  assert.deepEqual(
    [back.state, back.reasonCode, back.reason],
    ['returned', 'account_closed', 'Rekening tujuan ditutup'],
  )
  assert.equal(await s.available(sari.account), 100_000n)
  assert.deepEqual(await s.clearing(), { posted: 0n, pendingIn: 0n, pendingOut: 0n })
  const { payee } = await s.payouts.findPayee(sari.account)
  assert.deepEqual(
    [payee?.bankAccount?.state, payee?.bankAccount?.reason],
    ['closed', 'Rekening tujuan ditutup'],
  )
  assert.equal((await s.payouts.giveBack(checker, sari.id, 'account_closed', 'lagi saja')).state, 'returned')
  await assert.rejects(s.payouts.settle(maker, sari.id, 'REF 1'), { message: /payout_settled/ })
  await assert.rejects(s.payouts.request(sari.account, ask('again')), { message: /bank_account_missing/ })
  const [batch] = await s.payouts.listBatches()
  assert.equal(batch?.state, 'done')
  await s.sound()
})

test('paid, and the bank sends it back days later: net, tax and fee return by new transfers (I7, I9)', async (t) => {
  const s = await stage(t)
  const [sari] = await withPayouts(s, 'sari')
  assert.ok(sari)
  await sentBatch(s.payouts, 'b')
  await s.payouts.settle(maker, sari.id, 'REF 1')
  s.clock.advance(3 * 86_400_000)
  const back = await Promise.all([
    s.payouts.giveBack(maker, sari.id, 'account_not_found', 'Nomor tidak ada'),
    s.again().giveBack(checker, sari.id, 'account_not_found', 'Nomor tidak ada'),
  ])
  assert.deepEqual(new Set(back.map((one) => one.state)), new Set(['returned']))
  assert.equal(await s.available(sari.account), 100_000n)
  assert.deepEqual(await s.clearing(), { posted: 0n, pendingIn: 0n, pendingOut: 0n })
  await s.sound()
})

test('paid and returned are entered at once: one after the other, and the books agree (I5, I9)', async (t) => {
  const s = await stage(t)
  const [sari] = await withPayouts(s, 'sari')
  assert.ok(sari)
  await sentBatch(s.payouts, 'b')
  const node = s.again()
  const answers = await Promise.allSettled([
    s.payouts.settle(maker, sari.id, 'REF 1'),
    node.giveBack(checker, sari.id, 'other', 'Bank mengembalikan'),
    node.settle(checker, sari.id, 'REF 1'),
    s.payouts.giveBack(maker, sari.id, 'other', 'Bank mengembalikan'),
  ])
  for (const one of answers) if (one.status === 'rejected') assert.match(String(one.reason), /payout_settled/)
  assert.equal((await s.payouts.payoutsOf(sari.account))[0]?.state, 'returned')
  assert.equal(await s.available(sari.account), 100_000n)
  await s.sound()
})

test('the bank’s report settles and returns line by line; the same report again changes nothing', async (t) => {
  const s = await stage(t)
  const [sari, budi, tini] = await withPayouts(s, 'sari', 'budi', 'tini')
  assert.ok(sari && budi && tini)
  const batchId = await sentBatch(s.payouts, 'b')
  const csv = [
    '\uFEFFOutcome;Payout;Reference;Reason',
    `paid;${sari.id.replaceAll('-', '')};BIFAST 1;`,
    `RETURNED;${budi.id};BIFAST 2;"account_closed: Rekening ""tutup"""`,
    `paid;${ask('stranger')};BIFAST 3;`,
  ].join('\r\n')
  const first = await s.payouts.report(maker, batchId, csv)
  assert.deepEqual(
    first.map((one) => one.outcome),
    ['done', 'done', 'payout_not_found'],
  )
  const second = await s.payouts.report(checker, batchId, csv)
  assert.deepEqual(
    second.map((one) => one.outcome),
    ['again', 'again', 'payout_not_found'],
  )
  const wrong = await s.payouts.report(maker, batchId, `payout,outcome,reference\n${sari.id},paid,OTHER`)
  assert.deepEqual(
    wrong.map((one) => one.outcome),
    ['payout_settled'],
  )
  const [budis] = await s.payouts.payoutsOf(budi.account)
  assert.deepEqual([budis?.reasonCode, budis?.reason], ['account_closed', 'Rekening "tutup"'])
  for (const broken of [
    'x',
    'payout,outcome,reference\nnope,paid,123',
    `payout,outcome,reference\n${tini.id},maybe,1`,
  ])
    await assert.rejects(s.payouts.report(maker, batchId, broken), { message: /report_unreadable/ })
  assert.deepEqual((await s.payouts.listBatches())[0]?.states, { paid: 1, returned: 1, sent: 1 })
  await s.sound()
})

test('a bank day before the sending or after today is refused', async (t) => {
  const s = await stage(t)
  const [sari] = await withPayouts(s, 'sari')
  assert.ok(sari)
  await assert.rejects(s.payouts.settle(maker, sari.id, 'REF 1'), { message: /payout_settled/ })
  await sentBatch(s.payouts, 'b')
  for (const day of ['2026-11-22', '2026-11-24'])
    await assert.rejects(s.payouts.settle(maker, sari.id, 'REF 1', toDay(day)), { message: /bank_day_wrong/ })
  await s.payouts.settle(maker, sari.id, 'REF 1', toDay('2026-11-23'))
})
