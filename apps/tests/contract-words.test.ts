/** Whatever a person may read from a contract exists in both languages, and calls that person "kamu". */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { adsRefusals, topUpStates } from '../../modules/ads/contract.ts'
import { inWords, ownWordsOf, refusals, route, type Words } from '../../platform/contract.ts'
import { Refusal } from '../../platform/errors.ts'
import { fakeClock, testHttp } from '../../platform/testing/index.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const contracts = ['platform/contract.ts', ...globSync('modules/*/contract.ts', { cwd: root }).sort()]

interface Told {
  /** Of checks that speak for themselves, in both languages. */
  readonly words: Words[]
  /** Messages of checks that are given as one text. */
  readonly oneLanguage: string[]
  readonly refusals: Words[]
}

/** Walks through everything that a contract exports, and through every schema down to its last check. */
function readWords(exported: unknown): Told {
  const told: Told = { words: [], oneLanguage: [], refusals: [] }
  const seen = new Set<unknown>()
  const visit = (value: unknown, at: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    if (value instanceof z.core.$ZodType || value instanceof z.core.$ZodCheck) {
      const { _zod: inside } = value
      const words = ownWordsOf(value)
      if (words) told.words.push(words)
      else if (inside.def.error) told.oneLanguage.push(at)
      visit(inside.def, at)
      if (value instanceof z.ZodLazy) visit(value.unwrap(), at)
      return
    }
    if ('en' in value && 'id' in value && typeof value.en === 'string' && typeof value.id === 'string')
      told.refusals.push({ en: value.en, id: value.id })
    for (const [name, one] of Object.entries(value)) visit(one, `${at}.${name}`)
  }
  visit(exported, '')
  return told
}

const holes = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort()
const anda = /\banda\b/i

test('a check that speaks one language is found, wherever it is', () => {
  const text = z.string().regex(/x/, 'only English')
  for (const hidden of [
    text,
    z.string('only English'),
    z.string().min(3, { error: () => 'only English' }),
    z.object({ deep: z.array(text.nullable()).optional() }),
    z.union([z.int(), z.object({ text })]),
    z.record(
      z.string(),
      z.lazy(() => text),
    ),
    z.string().transform(Number).pipe(z.int('only English')),
    z.string().refine((given) => given !== '', 'only English'),
    z.string().check(z.regex(/x/, 'only English')),
    route({ method: 'GET', path: '/x', summary: '', access: {}, query: z.object({ text }), reply: 'raw' }),
  ])
    assert.equal(readWords({ hidden }).oneLanguage.length, 1)
  const fine = z.string().regex(/x/, { error: inWords({ en: 'ends', id: 'berakhir' }) })
  assert.deepEqual(readWords({ fine }).oneLanguage, [])
  assert.deepEqual(readWords({ fine }).words, [{ en: 'ends', id: 'berakhir' }])
})

/** Words that both languages share. */
const alike: ReadonlySet<string> = new Set(['final'])

for (const path of contracts)
  test(`${path}: every text of it is there in both languages`, async () => {
    assert.ok(existsSync(root + path))
    const exported: unknown = await import(root + path)
    const told = readWords({ ...Object(exported) })
    assert.deepEqual(told.oneLanguage, [], 'give a check its message as inWords({ en, id })')
    // Issues that a function makes itself can't be seen from outside, so a contract makes none.
    assert.doesNotMatch(readFileSync(root + path, 'utf8'), /addIssue|superRefine|\bissues\.push/)
    for (const { en, id } of [...told.words, ...told.refusals]) {
      assert.ok(
        en.trim() !== '' && id.trim() !== '' && (en !== id || alike.has(en)),
        `in both languages: ${en} | ${id}`,
      )
      assert.deepEqual(holes(en), holes(id), en)
      assert.doesNotMatch(id, anda)
    }
  })

test('no text in the code calls a person otherwise', () => {
  for (const path of globSync('{apps,modules,platform,web/src}/**/*.{ts,svelte,html}', { cwd: root })) {
    if (path.endsWith('.test.ts') || path.includes('node_modules')) continue
    assert.doesNotMatch(readFileSync(root + path, 'utf8'), anda, path)
  }
})

test('a check says its own words in the language of who asks, any other those of the library', async (t) => {
  const http = await testHttp(t, fakeClock('2026-08-22T03:00:00Z'))
  const body = z.object({
    code: z.string().regex(/^\d+$/, { error: inWords({ en: 'digits only', id: 'angka saja' }) }),
    size: z.string().max(3),
  })
  const spec = route({ method: 'POST', path: '/v1/x', summary: '', access: {}, body, reply: z.object({}) })
  http.handle(spec, () => ({}))
  const say = async (lang: 'id' | 'en'): Promise<string> => {
    http.as({ lang })
    const given = { code: 'x', size: 'long' }
    const { status, body: told } = await http.call<{ error: { message: string } }>('POST', '/v1/x', given)
    assert.equal(status, 400)
    return told.error.message
  }
  assert.match(await say('en'), /code: digits only; size: Too big/)
  assert.match(await say('id'), /code: angka saja; size: Terlalu besar/)
})

test('a parameter that is a code is told in words; any other stays as it is', () => {
  const { moved } = refusals({
    moved: {
      status: 409,
      en: 'It is {state}, says {who}.',
      id: 'Ini {state}, kata {who}.',
      values: { state: { open: { en: 'open', id: 'terbuka' } } },
    },
  })
  assert.equal(new Refusal(moved, { state: 'open', who: 'open' }).text('id'), 'Ini terbuka, kata open.')
  assert.equal(new Refusal(moved, { state: 'open', who: 'sari' }).text('en'), 'It is open, says sari.')
  assert.equal(
    new Refusal(moved, { state: 'constructor', who: 'sari' }).text('id'),
    'Ini constructor, kata sari.',
  )
})

test('every state of a top-up that is settled has its word', () => {
  for (const state of topUpStates) {
    const refusal = new Refusal(adsRefusals.top_up_settled, { state })
    assert.match(refusal.text('en'), new RegExp(`\\b${state}\\b`))
    assert.doesNotMatch(refusal.text('id'), new RegExp(`\\b${state}\\b`))
  }
})
