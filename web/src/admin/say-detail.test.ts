import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { type Detail, sayDetail, type Speaker } from './say-detail.ts'

const chainFaults = [
  'predecessor_missing',
  'batch_missing',
  'transfers_missing',
  'transfer_uncovered',
  'transfer_misplaced',
  'account_unknown',
  'wrong_beginning',
  'instant_backwards',
  'hash_not_followed',
  'hash_differs',
] as const
const account = '0199f0a2-7c11-7c00-8000-000000000003'

type Of<Code extends Detail['code']> = Extract<Detail, { code: Code }>

/** One of each, and more where the words fork. */
const samples = [
  { code: 'answers', params: {} },
  { code: 'disk_free', params: { bytes: '48318382080' } },
  { code: 'jobs_failed', params: { count: 0 } },
  { code: 'jobs_failed', params: { count: 1 } },
  { code: 'audit_ran', params: { at: '2026-08-22T03:00:00Z' } },
  { code: 'audit_never', params: {} },
  { code: 'no_transfers', params: {} },
  { code: 'ledgers_balance', params: { ledgers: [1, 2] } },
  {
    code: 'ledgers_differ',
    params: { ledgers: [{ ledger: 2, posted: '-12345678901234567890', pending: '0' }] },
  },
  { code: 'balances_agree', params: { accounts: '12' } },
  {
    code: 'balance_differs',
    params: { accountId: account, kept: '1/2/0/0/1/2/0', derived: '1/3/0/0/1/2/0' },
  },
  { code: 'balance_differs', params: { accountId: null, kept: null, derived: null } },
  { code: 'pending_differs', params: { transferId: account, listed: true } },
  { code: 'pending_differs', params: { transferId: account, listed: false } },
  { code: 'chain_whole', params: { batches: '3', transfers: '9', head: '00ff' } },
  ...chainFaults.map(
    (fault): Of<'chain_broken'> => ({ code: 'chain_broken', params: { batch: '2', fault, transfer: '7' } }),
  ),
  { code: 'conversion', params: { rupiah: '-500200', micro: '500200000000' } },
  { code: 'pools_empty', params: { days: 7 } },
  { code: 'pools_left', params: { days: ['2026-08-19', '2026-08-20'] } },
  { code: 'documents_follow', params: {} },
  { code: 'document_wrong', params: { period: '2026-W34', fault: 'signature' } },
  { code: 'document_wrong', params: { period: '2026-W34', fault: 'hash' } },
  { code: 'document_wrong', params: { period: '2026-W34', fault: 'order' } },
  { code: 'document_wrong', params: { period: '2026-W34', fault: 'key' } },
  { code: 'reports_follow', params: {} },
  { code: 'report_wrong', params: { month: '2026-08', fault: 'form' } },
  { code: 'accounts_agree', params: {} },
  {
    code: 'accounts_differ',
    params: { count: 1, first: [{ account: 'coins.held', should: '12', holds: '13' }] },
  },
  { code: 'originals_there', params: {} },
  { code: 'originals_missing', params: { count: 9, first: ['a.mp4', 'b.mp4'] } },
  { code: 'counts_differ', params: { count: 0 } },
  { code: 'counts_differ', params: { count: 1 } },
  { code: 'unchecked', params: { error: 'ECONNRESET' } },
  { code: 'as_written', params: { text: '12 accounts agree with their transfers' } },
] satisfies readonly Detail[]

/** Does not compile while a code has no sample. */
const isComplete: [Exclude<Detail['code'], (typeof samples)[number]['code']>] extends [never] ? true : never =
  true

/** Speaks from the files, and says so where a word is missing. */
function speakerOf(lang: 'id' | 'en'): Speaker {
  const words: Record<string, string> = JSON.parse(
    readFileSync(new URL(`../i18n/${lang}/operator.json`, import.meta.url), 'utf8'),
  )
  const say = (key: string, fill: Readonly<Record<string, string | number>> = {}): string =>
    (words[key] ?? assert.fail(`${key} has no words in ${lang}`)).replace(
      /\{(\w+)\}/g,
      (hole, name: string) => String(fill[name] ?? hole),
    )
  return {
    t: say,
    tCount: (stem, count, fill) =>
      say(lang === 'en' && count === 1 ? `${stem}.one` : `${stem}.other`, { count, ...fill }),
    number: (value) => value.toLocaleString(lang === 'id' ? 'id-ID' : 'en-GB'),
    dayText: (day) => day,
    agoText: () => '…',
  }
}

test('whatever a check finds is said in both languages, and every hole is filled', () => {
  const [id, en] = [speakerOf('id'), speakerOf('en')]
  assert.ok(isComplete)
  for (const detail of samples) {
    const [said, told] = [sayDetail(detail, id), sayDetail(detail, en)]
    for (const text of [said, told]) assert.doesNotMatch(text, /\{|undefined|null/, detail.code)
    assert.notEqual(said, told, `${detail.code} is told in one language: ${told}`)
  }
})

test('figures and names stand in the words', () => {
  const en = speakerOf('en')
  const say = (detail: Detail): string => sayDetail(detail, en)
  assert.equal(say({ code: 'disk_free', params: { bytes: '48318382080' } }), '48.3 GB free')
  assert.equal(say({ code: 'jobs_failed', params: { count: 1 } }), '1 failed job')
  assert.equal(
    say({ code: 'chain_broken', params: { batch: '4', fault: 'transfer_uncovered', transfer: '71' } }),
    'Batch 4: transfer 71 belongs to no batch',
  )
  assert.equal(
    say({ code: 'originals_missing', params: { count: 9, first: ['a.mp4'] } }),
    '9 missing: a.mp4, …',
  )
})
