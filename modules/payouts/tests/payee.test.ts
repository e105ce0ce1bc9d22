import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { aPayee, checker, hasAvailable, maker, person, requestNamed, testKeys } from '../testing.ts'
import { stage } from './stage.ts'

const sari = {
  form: 'individual' as const,
  country: 'ID',
  name: 'Sari Senja',
  birthDate: '2001-05-17',
  nationalId: '3174015705010001',
}
const bca = { bankCode: 'CENAIDJA', accountNumber: '123 456-7890', holderName: 'SARI SENJA, S.Kom.' }

test('an adult with a NIK and an account in their name is of tier 1 at once; everything is masked', async (t) => {
  const { payouts } = await stage(t)
  const id = person('sari')
  assert.equal((await payouts.findPayee(id)).payee, undefined)
  const first = await payouts.putPayee(id, sari)
  assert.deepEqual([first.tier, first.state, first.waitsFor], [0, 'waiting', 'bank_account'])
  await payouts.addBankAccount(id, bca)
  const { payee } = await payouts.findPayee(id)
  assert.deepEqual(
    [payee?.tier, payee?.state, payee?.holdUntil, payee?.bankAccount?.state],
    [1, 'verified', null, 'usable'],
  )
  assert.equal(payee?.name, 'S••• S••••')
  assert.equal(payee?.birthDate, '2001-••-••')
  assert.equal(payee?.nationalId, '••••••••••••0001')
  assert.equal(payee?.bankAccount?.accountNumber, '••••••7890')
  const all = JSON.stringify(await payouts.listPayees())
  for (const secret of ['Senja', '3174', '1234567890', '05-17'])
    assert.ok(!all.includes(secret), `${secret} is in an answer`)
})

test('nothing about a person lies open in the database', async (t) => {
  const { payouts, db } = await stage(t)
  await aPayee(payouts, 'Sari')
  for (const table of ['payee', 'bank_account', 'payee_record']) {
    const rows = JSON.stringify(
      await db.all(sql`select to_jsonb(x) as row from ${sql.raw(`payouts.${table}`)} x`),
    )
    for (const secret of ['Senja', '3174015705010001', '1234567890', '2001-05-17'])
      assert.ok(!rows.includes(secret), `${secret} lies open in ${table}`)
  }
})

test('an operator reads in full only what they name, and that is on record for the payee to see', async (t) => {
  const { payouts, db } = await stage(t)
  const id = await aPayee(payouts, 'Sari')
  assert.deepEqual(await payouts.unmask(maker, id, ['national_id', 'account_number'], 'laporan bank'), {
    national_id: '3174015705010001',
    account_number: '1234567890',
  })
  const { views } = await payouts.findPayee(id)
  assert.deepEqual(
    views.map(({ fields, reason }) => ({ fields, reason })),
    [{ fields: ['national_id', 'account_number'], reason: 'laporan bank' }],
  )
  await assert.rejects(payouts.unmask(maker, person('nobody'), ['name'], 'ingin tahu'), {
    message: /payee_not_found/,
  })
  await assert.rejects(db.run(sql`delete from payouts.payee_record`), /only added to/)
})

test('forms and dates are refused by name', async (t) => {
  const { payouts } = await stage(t)
  const id = person('sari')
  const put = (more: object) => payouts.putPayee(id, { ...sari, ...more })
  await assert.rejects(put({ nationalId: '3174015713010001' }), { message: /national_id_wrong/ })
  await assert.rejects(put({ nationalId: '317401570501' }), { message: /national_id_wrong/ })
  await assert.rejects(put({ birthDate: '2001-05-18' }), { message: /birth_date_differs/ })
  await assert.rejects(put({ birthDate: undefined }), { message: /birth_date_required/ })
  await assert.rejects(put({ birthDate: '2030-05-17' }), { message: /birth_date_required/ })
  await assert.rejects(put({ taxId: '1234567890123456' }), { message: /tax_id_wrong/ })
  await assert.rejects(payouts.putPayee(id, { form: 'entity', country: 'ID', name: 'PT Senja' }), {
    message: /tax_id_wrong/,
  })
  await assert.rejects(payouts.addBankAccount(id, bca), { message: /payee_missing/ })
  await put({ taxId: '09.254.294.3-407.000' })
  await assert.rejects(payouts.addBankAccount(id, { ...bca, bankCode: 'XXXXIDJA' }), {
    message: /bank_unknown/,
  })
  await assert.rejects(payouts.addBankAccount(id, { ...bca, accountNumber: '12345' }), {
    message: /account_number_wrong.*BCA.*10/,
  })
})

test('another holder, a minor, a company and somebody abroad wait for an operator; a no stays until a yes', async (t) => {
  const { payouts } = await stage(t)
  const waitsFor = async (name: string, payee: object, holderName: string) => {
    const id = person(name)
    await payouts.putPayee(id, { ...sari, ...payee })
    const account = await payouts.addBankAccount(id, { ...bca, holderName })
    assert.equal(account.state, 'checking')
    return (await payouts.findPayee(id)).payee?.waitsFor
  }
  assert.equal(await waitsFor('one', {}, 'Budi Pagi'), 'name_differs')
  const minor = { birthDate: '2009-05-17', nationalId: '3174015705090001' }
  await assert.rejects(payouts.putPayee(person('two'), { ...sari, ...minor }), {
    message: /guardian_required/,
  })
  assert.equal(await waitsFor('two', { ...minor, guardianName: 'Ibu Senja' }, 'Ibu Senja'), 'guardian')
  const company = { form: 'entity' as const, name: 'PT Senja', taxId: '0012345678901000' }
  assert.equal(await waitsFor('three', company, 'PT Senja'), 'entity')
  assert.equal(await waitsFor('four', { country: 'SG', nationalId: 'S1234567D' }, 'Sari Senja'), 'foreign')

  const id = person('one')
  await assert.rejects(payouts.request(id, requestNamed('x'), 100_000n), { message: /payee_not_verified/ })
  const rejected = await payouts.rejectPayee(maker, id, 'Rekening atas nama orang lain')
  assert.deepEqual(
    [rejected.state, rejected.reason, rejected.bankAccount?.state],
    ['rejected', 'Rekening atas nama orang lain', 'rejected'],
  )
  await payouts.addBankAccount(id, bca)
  assert.equal((await payouts.findPayee(id)).payee?.waitsFor, 'after_rejection')
  const verified = await payouts.verifyPayee(checker, id, 1, 'Buku tabungan cocok')
  assert.deepEqual([verified.state, verified.tier, verified.bankAccount?.state], ['verified', 1, 'usable'])
})

test('a change puts payouts on hold for a while, and the batch leaves them out; the same again is no change', async (t) => {
  const s = await stage(t, { ON_DEMAND_DAYS: 0 })
  const id = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 500_000n)
  const before = await s.payouts.request(id, requestNamed('before'), 100_000n)
  await s.payouts.addBankAccount(id, {
    bankCode: 'CENAIDJA',
    accountNumber: '1234567890',
    holderName: 'sari Senja',
  })
  assert.equal((await s.payouts.findPayee(id)).payee?.holdUntil, null)
  await s.payouts.addBankAccount(id, {
    bankCode: 'BMRIIDJA',
    accountNumber: '1230001234567',
    holderName: 'sari Senja',
  })
  const { payee } = await s.payouts.findPayee(id)
  assert.equal(payee?.holdUntil?.toISOString(), '2026-11-25T05:00:00.000Z')
  await assert.rejects(s.payouts.request(id, requestNamed('after'), 100_000n), { message: /payee_on_hold/ })
  await assert.rejects(s.payouts.makeBatch(maker, requestNamed('b')), { message: /nothing_due/ })
  assert.deepEqual(
    (await s.payouts.listPayouts({})).map((one) => one.heldBy),
    ['cooling'],
  )
  s.clock.advance(48 * 3_600_000)
  assert.equal((await s.payouts.due()).count, 1)
  const after = await s.payouts.request(id, requestNamed('after'), 100_000n)
  assert.equal(before.bankName, 'BCA')
  assert.equal(after.bankName, 'Bank Mandiri')
  await s.sound()
})

test('removing an account stops payouts; twice is the same as once, and a stranger’s is not found', async (t) => {
  const s = await stage(t)
  const id = await aPayee(s.payouts, 'sari')
  const account = (await s.payouts.findPayee(id)).payee?.bankAccount?.id ?? ''
  assert.equal(await s.payouts.removeBankAccount(person('budi'), account), false)
  assert.equal(await s.payouts.removeBankAccount(id, account), true)
  assert.equal(await s.payouts.removeBankAccount(id, account), false)
  await hasAvailable(s, s.clock, 'sari', 500_000n)
  await assert.rejects(s.payouts.request(id, requestNamed('x')), { message: /bank_account_missing/ })
})

test('keys rotate: what an old one closed opens, is closed again with the new one, and then the old one may go', async (t) => {
  const s = await stage(t)
  const id = await aPayee(s.payouts, 'sari')
  const both = {
    current: 'k2',
    secrets: { ...testKeys.secrets, k2: 'the second secret, of thirty-two characters and more' },
  }
  const rotating = s.again({ keys: both })
  assert.equal((await rotating.findPayee(id)).payee?.nationalId, '••••••••••••0001')
  assert.equal(await rotating.rotateKeys(), 5)
  assert.equal(await rotating.rotateKeys(), 0)
  const after = s.again({ keys: { current: 'k2', secrets: { k2: both.secrets.k2 } } })
  assert.deepEqual(await after.unmask(maker, id, ['national_id'], 'memeriksa rotasi'), {
    national_id: '3174015705010001',
  })
  await assert.rejects(s.payouts.findPayee(id), /key k2/)
})
