import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextDay, toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { fakeClock, testDatabase, testHttp } from '../../../platform/testing/index.ts'
import { rational } from '../rational.ts'
import { createTax, indonesia, mountTax, rulesFromJson } from '../index.ts'
import { tables } from '../tables.ts'
import { aDay, aPayee } from '../testing.ts'
import { singapore } from './singapore.ts'

const operator = '00000000-0000-4000-8000-000000000001'

async function aTax(t: Parameters<typeof testDatabase>[0]) {
  const db = await testDatabase(t, { modules: ['tax'] })
  const clock = fakeClock('2026-11-23T03:00:00Z')
  return { db, clock, tax: await createTax({ db, clock }) }
}

test('rules that were kept stand, and an edited or removed one stops the start', async (t) => {
  const { db, clock } = await aTax(t)
  await createTax({ db, clock })
  const later = { ...(indonesia.find(({ id }) => id === 'id.vat.2025') ?? assert.fail()) }
  await createTax({
    db,
    clock,
    rules: [...indonesia, { ...later, id: 'id.vat.2027', from: toDay('2027-01-01'), base: rational(1) }],
  })
  await assert.rejects(createTax({ db, clock }), /id\.vat\.2027 was in force/, 'removed')
  const edited = indonesia.map((one) => (one.id === 'id.vat.2025' ? { ...one, base: rational(1) } : one))
  await assert.rejects(createTax({ db, clock, rules: edited }), /id\.vat\.2025 was in force/)
  await assert.rejects(createTax({ db, clock, country: 'NL' }), /no tax rules for NL/)
})

test('two that start at once keep each rule once', async (t) => {
  const db = await testDatabase(t, { modules: ['tax'] })
  const clock = fakeClock('2026-11-23T03:00:00Z')
  await Promise.all(Array.from({ length: 4 }, () => createTax({ db, clock })))
  const { count } = await db.one(sql<{ count: bigint }>`select count(*) from tax.rule`)
  assert.equal(Number(count), indonesia.length)
})

test('an uncertain rule takes nothing before the day after it was switched on, and history stays', async (t) => {
  const { db, clock, tax } = await aTax(t)
  const other = await createTax({ db, clock })
  const ruleId = 'id.pph21.no-tax-id.2009'
  const taken = (of = tax, day = aDay) =>
    of.withholdingOn(7_000_000n, aPayee({ hasTaxId: false }), 'gift', day).map(({ taxIdr }) => taxIdr)
  const tomorrow = nextDay(aDay)
  assert.deepEqual(taken(), [175_000n])
  const state = await tax.switchRule(operator, ruleId, true, 'Menurut konsultan pajak')
  assert.deepEqual([state.state, state.switches.length], ['off', 1], 'off today, on from tomorrow')
  assert.deepEqual([taken(), taken(tax, tomorrow)], [[175_000n], [175_000n, 35_000n]])
  assert.deepEqual(taken(other, tomorrow), [175_000n], 'another process has not read it yet')
  await other.refresh()
  assert.deepEqual(taken(other, tomorrow), [175_000n, 35_000n])

  await tax.switchRule(operator, ruleId, true, 'sekali lagi')
  clock.set('2026-11-25T16:55:00Z') // five minutes before midnight: other processes might not hear in time
  await tax.switchRule(operator, ruleId, false, 'Surat DJP')
  assert.deepEqual(taken(tax, tomorrow), [175_000n, 35_000n], 'a day that has begun keeps its rules')
  assert.deepEqual(taken(tax, toDay('2026-11-26')), [175_000n, 35_000n])
  assert.deepEqual(taken(tax, toDay('2026-11-27')), [175_000n])
  const rows = await db.all(sql<{ on: boolean; note: string; by: string }>`
    select is_on as "on", note, operator_id as by from tax.switch order by n`)
  assert.deepEqual(rows, [
    { on: true, note: 'Menurut konsultan pajak', by: operator },
    { on: false, note: 'Surat DJP', by: operator },
  ])
})

test('settled law is not switched, and what is kept is not changed', async (t) => {
  const { db, tax } = await aTax(t)
  await assert.rejects(tax.switchRule(operator, 'id.vat.2025', false, 'no'), /rule_settled/)
  await assert.rejects(tax.switchRule(operator, 'id.final-half-percent.2026', true, 'no'), /rule_settled/)
  await assert.rejects(tax.switchRule(operator, 'id.nothing', true, 'no'), /rule_not_found/)
  await tax.switchRule(operator, 'id.pph23.royalty-norm.2023', true, 'dengan bukti')
  for (const table of ['rule', 'switch'])
    for (const change of [`delete from tax.${table}`, `update tax.${table} set hash = hash`])
      await assert.rejects(db.execute(change), (error: Error) =>
        /append-only|column "hash"/.test(error.message),
      )
  await assert.rejects(db.execute('update tax.rule set body = body'), { code: '23001' })
  await assert.rejects(db.execute('update tax.switch set is_on = false'), { code: '23001' })
  await assert.rejects(db.execute('truncate tax.switch'), { code: '23001' })
})

test('another country is a file of rows', async (t) => {
  const { db, clock } = await aTax(t)
  const tax = await createTax({
    db,
    clock,
    country: 'SG',
    timeZone: 'Asia/Singapore',
    rules: rulesFromJson(JSON.stringify(singapore)),
  })
  assert.equal(tax.vatOn(10_000n, toDay('2023-12-31'))?.taxIdr, 800n)
  assert.equal(tax.vatOn(10_000n, toDay('2024-01-01'))?.taxIdr, 900n)
  assert.equal(tax.vatOn(5n, aDay, 'tip'), undefined, 'a tip is no supply there')
  assert.deepEqual(tax.withholdingOn(10_000n, aPayee({ country: 'SG' }), 'service', aDay), [])
  const [line] = tax.withholdingOn(10_000n, aPayee({ country: 'ID' }), 'royalty', aDay)
  assert.deepEqual([line?.taxIdr, line?.remitAs], [1_000n, 'sg-wht'])
  assert.ok((await tax.rules()).every(({ rule }) => rule.country === 'SG'))
  for (const bad of ['[{"id":"sg.x"}]', '[]x', JSON.stringify([{ ...singapore[0], rate: '3/2' }])])
    assert.throws(() => rulesFromJson(bad))
})

test('anyone reads the rules, an operator switches them', async (t) => {
  const { tax, clock } = await aTax(t)
  const http = await testHttp(t, clock)
  mountTax(http, tax)
  interface Shown {
    id: string
    state: string
    to: string | null
    example: { taxIdr: string } | null
    switches: { from: string }[]
  }
  const { body } = await http.call<{ rules: Shown[] }>('GET', '/v1/tax/rules')
  const byId = new Map(body.rules.map((one) => [one.id, one]))
  assert.equal(byId.size, indonesia.length)
  assert.deepEqual(
    ['id.vat.2022', 'id.vat.2025', 'id.pph23.royalty-norm.2023', 'id.final-half-percent.2026'].map(
      (id) => byId.get(id)?.state,
    ),
    ['past', 'in_force', 'off', 'never'],
  )
  assert.equal(byId.get('id.vat.2022')?.to, '2024-12-31')
  assert.deepEqual(
    ['id.vat.2025', 'id.pph21.non-employee.2024', 'id.pph26.2009', 'id.pph26.treaty-sg-royalty.2022'].map(
      (id) => byId.get(id)?.example?.taxIdr,
    ),
    ['11000', '175000', '2000000', '1000000'],
  )
  assert.ok(!JSON.stringify(body).includes(operator), 'who switched is not for the public')

  const path = '/v1/admin/tax/rules/id.pph23.royalty-norm.2023'
  const asked = { on: true, note: 'dengan bukti norma' }
  assert.equal((await http.call('POST', path, asked)).status, 401)
  const account = (...roles: string[]) => ({ id: operator, handle: 'penjaga', roles: new Set(roles) })
  http.as({ account: account() })
  assert.equal((await http.call('POST', path, asked)).status, 403)
  http.as({ account: account('operator') })
  const { status, body: done } = await http.call<{ rule: Shown }>('POST', path, asked)
  assert.deepEqual([status, done.rule.switches[0]?.from], [200, '2026-11-24'])
  assert.equal((await http.call('POST', '/v1/admin/tax/rules/nope', asked)).status, 404)
  assert.equal((await http.call('POST', '/v1/admin/tax/rules/id.vat.2025', asked)).status, 409)
  assert.equal((await http.call('POST', path, { on: true, note: ' ' })).status, 400)
})

test('the columns are those that the statements name', async (t) => {
  const { db } = await aTax(t)
  for (const [name, columns] of Object.entries(tables)) {
    const rows = await db.all(sql<{ column: string }>`
      select column_name as column from information_schema.columns
      where table_schema || '.' || table_name = ${name} order by ordinal_position`)
    assert.deepEqual(
      rows.map(({ column }) => column),
      [...columns],
      name,
    )
  }
})
