/** What the stage signs, a program that shares no code with it finds right; and whatever is changed in it afterwards,
 *  even by someone who holds the stage's own key, is found too. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ed25519Signer } from '../../modules/revenue/index.ts'
import { verifyStatement } from '../../verifier/verify.ts'
import { aWeekOfMoney } from '../testing/a-week-of-money.ts'
import { openHouse } from '../testing/house.ts'
import { openSecrets } from '../secrets.ts'

type Json = string | null | Json[] | { [name: string]: Json }
interface Signed {
  format: string
  body: { [name: string]: Json }
  key: string
  signature: string
}

/** The stage's word alone: no other figure of the file follows from them (docs/statement-format.md §1). */
const notRecomputable =
  /\.(views\.\w+|transfer|transfers\.\w+|closedAt|timeZone|currency|scheme\.name|leaves)$/

async function stage(t: TestContext) {
  const house = await openHouse(t, { at: '2026-08-19T03:00:00Z' })
  const week = await aWeekOfMoney(house)
  const statement = (await week.creator.call<Signed>('GET', '/v1/me/statements/2026-W34')).body
  const document = (await week.creator.call<Signed>('GET', '/v1/periods/2026-W34')).body
  const signer = ed25519Signer(openSecrets(house.dataFolder).seed('period-signing'))
  const sign = (signed: Signed): Signed => ({
    ...signed,
    signature: signer.sign(Buffer.from(`${signed.format}\n${canonical(signed.body)}`)).toString('hex'),
  })
  return { statement, document, sign }
}

test('a statement and a period document of the stage are found right', async (t) => {
  const { statement, document } = await stage(t)
  for (const paper of [statement, document]) {
    const report = await verifyStatement(JSON.stringify(paper), { key: document.key })
    assert.deepEqual([report.failure, report.ok], [undefined, true])
  }
})

test('whatever is changed in a statement and signed again is found', async (t) => {
  const { statement, sign } = await stage(t)
  assert.deepEqual(sign(statement), statement, 'the test signs as the stage does')
  const missed: string[] = []
  let kinds = 0
  for (const path of places(statement.body, '')) {
    if (notRecomputable.test(path)) continue
    kinds++
    const forged: Signed = structuredClone(statement)
    change(forged.body, path.slice(1).split('.'))
    const { document } = forged.body
    if (isSigned(document)) document.signature = sign(document).signature
    const report = await verifyStatement(JSON.stringify(sign(forged)))
    if (report.ok) missed.push(path)
  }
  assert.ok(kinds > 60, `${kinds} places were changed`)
  assert.deepEqual(missed, [])
})

function isSigned(value: Json | undefined): value is Json & Signed {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'signature' in value
}

/** Paths of every text in it. */
function places(value: Json, path: string): string[] {
  if (value === null) return []
  if (typeof value === 'string') return path.endsWith('.signature') ? [] : [path]
  return Object.entries(value).flatMap(([name, one]) => places(one, `${path}.${name}`))
}

/** Another text of the same form: a digit more, another letter. */
function change(within: Json, path: readonly string[]): void {
  const [name, ...rest] = path
  if (name === undefined || within === null || typeof within === 'string')
    throw new Error('the path leads to a text')
  const holder: { [name: string]: Json } | Json[] = within
  const at = Array.isArray(holder) ? holder[Number(name)] : holder[name]
  if (rest.length > 0 && at !== undefined) return change(at, rest)
  const text = String(at)
  const last = text.at(-1) ?? ''
  const changed =
    text.slice(0, -1) + (/\d/.test(last) ? String((Number(last) + 1) % 10) : last === 'a' ? 'b' : 'a')
  if (Array.isArray(holder)) holder[Number(name)] = changed
  else holder[name] = changed
}

/** RFC 8785; there are no numbers in these files. */
function canonical(value: Json): string {
  if (value === null || typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  return `{${Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`)
    .join(',')}}`
}
