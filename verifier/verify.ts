#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Verifier for Panggung creator statements and period documents, written from docs/statement-format.md alone
// ("§" is a section of that page; version 1 is docs/statement-format-1.md). No dependency, the same code in Node >= 24
// and in a browser. Beside it: read.ts reads a file strictly, form.ts knows each member, signed.ts the signatures and
// the chain, trees.ts the proofs, ads.ts and income.ts the money.
// It recomputes every number and hash the file allows, repairs nothing, and stops at the first thing wrong.

import { adSteps } from './ads.ts'
import { incomeSteps, KINDS } from './income.ts'
import { Invalid, NOTES, need } from './read.ts'
import { type File, fileOf, type Kind, netOf, open, signedSteps } from './signed.ts'
import { EMPTY } from './trees.ts'

export type { Kind } from './signed.ts'

export type Text = { en: string; id: string }
/** `skipped`: not reached, not possible here (a browser without Ed25519), or nothing given to compare with. */
export type Check = { name: CheckName; ok: boolean | 'skipped'; detail: Text }
export type Failure = { check: CheckName; where: string; message: Text }
/** Neither ok nor a failure: nothing was found wrong, but `unchecked` says why the signature is not checked. */
export type Report = {
  ok: boolean
  kind: Kind
  checks: Check[]
  failure?: Failure
  unchecked?: Text
  summary?: Summary
}
/** Amounts are decimal strings as in the file; of a period document (creator null) those of all creators. */
export type Summary = ReturnType<typeof summarize>
/** key: the instance's name as known from elsewhere, hex (in version 1: its key). previous: texts of earlier period
 *  documents or statements. */
export type Options = { key?: string | undefined; previous?: string[] | string | undefined }

const CHECKS = {
  form: 'every member is there and well formed | semua bagian ada dan bentuknya benar',
  'document-signature': 'the instance signed the period document | instans menandatangani dokumen periode',
  'statement-signature': 'the instance signed the statement | instans menandatangani laporan',
  keys: 'the keys are those of this instance | kuncinya milik instans ini',
  scheme: 'the sharing rule is the known one | aturan pembagiannya adalah aturan yang dikenal',
  'document-days': 'the days make up the period | hari-harinya membentuk periode itu',
  'day-sums': 'each day adds up to its pool | bagian-bagian tiap hari berjumlah sama dengan dananya',
  'period-sums': 'the days add up to the period | hari-harinya berjumlah sama dengan periodenya',
  'income-sums': 'all income adds up | semua pendapatan berjumlah benar',
  chain: 'the document continues the previous one | dokumen menyambung dokumen sebelumnya',
  'statement-period': 'the statement belongs to this period | laporan termasuk periode ini',
  'row-order': 'the rows are in order, none twice | baris berurutan, tidak ada yang ganda',
  viewers: 'the viewers are those of the rows | penontonnya adalah penonton di baris',
  'viewer-proof': 'the viewers are in the committed tree | penonton ada di pohon yang telah dikunci',
  weight: 'watch times are within their limits | waktu tonton ada dalam batasnya',
  share: 'every row follows the sharing rule | setiap baris mengikuti aturan pembagian',
  'creator-proof': 'the days are in the committed trees | hari-harinya ada di pohon yang telah dikunci',
  splits: 'shared videos are divided as agreed | video bersama dibagi sesuai kesepakatan',
  total: 'the total follows from the days | jumlah total mengikuti hari-harinya',
  'total-proof': 'the total is in the committed tree | jumlah total ada di pohon yang telah dikunci',
  lines: 'the lines add up by kind | baris-barisnya berjumlah benar per jenis',
  income: 'what is owed follows from all that moved | sisa hak mengikuti semua pergerakan',
  tax: 'each tax line follows from its rule | setiap baris pajak mengikuti aturannya',
  'income-proof': 'the income is in the committed tree | pendapatan ada di pohon yang telah dikunci',
  transfers: 'a transfer exists exactly where money moved | transfer ada tepat di mana uang berpindah',
  'earlier-statement': 'it continues the earlier statement | laporan menyambung laporan sebelumnya',
}
export type CheckName = keyof typeof CHECKS

// --- the report ---
const isCheck = (name: string): name is CheckName => name in CHECKS
const OF_STATEMENT =
  /^(statement|row|viewer|weight|share|creator|splits|total|lines|income$|income-proof|tax|transfers|earlier)/
/** What only version 2 has. */
const SINCE_2 = /^(keys|income|splits|lines|tax)/
const STEPS = { form() {}, ...signedSteps, ...adSteps, ...incomeSteps } // the form is checked by reading
function words(both: string, shown = '', before = ['', '']): Text {
  const [en = '', id = ''] = both.split(' | ').map((text, i) => before[i] + text + (shown && ` (${shown})`))
  return { en, id }
}
function load(text: string, { key, previous = [] }: Options): File {
  need(EMPTY.hash === EMPTY_HASH, '', 'SHA-256', 'crash') // of this machine: one hash uses every constant
  const earlier = [previous].flat().map((one, i) => open(one, `previous[${i}]`))
  return fileOf(open(text, ''), earlier, key)
}
const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
function summarize({ kind, version, body, doc, document, total, days, known }: File) {
  const of = kind === 'statement' ? total : doc.item('creators')
  const income = version === 2 ? (kind === 'statement' ? body : doc).item('income') : undefined
  return {
    version,
    creator: kind === 'statement' ? body.t('creator') : null,
    days: days.length,
    period: doc.t('period'),
    sequence: doc.t('sequence'),
    firstDay: doc.t('firstDay'),
    lastDay: doc.t('lastDay'),
    currency: doc.t('currency'),
    openingMicro: of?.t('openingMicro') ?? '0',
    accruedMicro: of ? String(netOf(of, kind === 'statement' ? version : 1)) : '0',
    posted: of?.t('posted') ?? '0',
    closingMicro: of?.t('closingMicro') ?? '0',
    /** Whole units by kind, and what is owed before and after; null in version 1. */
    income: income
      ? {
          opening: income.find('opening') === undefined ? null : income.t('opening'),
          closing: income.find('closing') === undefined ? income.t('owed') : income.t('closing'),
          kinds: KINDS.map((kind) => ({
            kind,
            amount: income.t(`kinds.${kind}.amount`),
            cumulative: income.t(`kinds.${kind}.cumulative`),
          })),
        }
      : null,
    documentHash: document.hash,
    key: known,
  }
}
/** Checks a statement or a period document; never throws. */
export async function verifyStatement(text: string, options: Options = {}): Promise<Report> {
  const isPeriod = /^\s{0,99}\{\s{0,99}"format"\s{0,99}:\s{0,99}"panggung\/period\/[12]"/.test(text)
  const report: Report = { ok: false, kind: isPeriod ? 'period' : 'statement', checks: [] }
  let file: File | undefined
  for (const name of Object.keys(CHECKS).filter(isCheck)) {
    if (report.kind === 'period' && OF_STATEMENT.test(name)) continue
    try {
      if (!report.failure) file ??= load(text, options)
      report.kind = file?.kind ?? report.kind
      if (file?.version === 1 && SINCE_2.test(name)) continue
      const note = report.failure || !file ? 'none' : ((await STEPS[name](file)) ?? undefined)
      if (note === 'unsure') report.unchecked = words(NOTES.unsure)
      const ok = note === undefined || note === 'alone' || 'skipped'
      report.checks.push({ name, ok, detail: words(note ? NOTES[note] : CHECKS[name]) })
    } catch (error) {
      const known = error instanceof Invalid ? error : new Invalid('', `${error}`, 'crash')
      const not = ['not so: ', 'tidak benar: ']
      const detail = known.note
        ? words(NOTES[known.note], known.message)
        : words(CHECKS[name], known.message, not)
      report.failure = { check: name, where: known.where, message: detail }
      report.checks.push({ name, ok: false, detail })
    }
  }
  if (file && !report.failure) Object.assign(report, { ok: !report.unchecked, summary: summarize(file) })
  return report
}

// --- command line; a browser has no `process`, so that importing this file there does nothing ---
async function main(args: string[]) {
  const [{ readFile }, { parseArgs }] = await Promise.all([import('node:fs/promises'), import('node:util')])
  const one = { type: 'string' } as const
  const options = { key: one, lang: one, previous: { ...one, multiple: true } } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const read = async (path: string) => new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  const lang = values.lang === 'id' ? 'id' : 'en'
  let previous = await Promise.all((values.previous ?? []).map(read))
  if (!positionals.length)
    throw new Error('verify.ts FILE [LATER FILE …] [--previous FILE] [--key HEX] [--lang id]')
  for (const path of positionals) {
    const text = await read(path)
    const {
      ok,
      checks,
      failure,
      unchecked,
      summary: s,
    } = await verifyStatement(text, { key: values.key, previous })
    const wrong = failure
      ? `${failure.check} @ ${failure.where}: ${failure.message[lang]}`
      : unchecked?.[lang]
    if (!ok || !s) throw new Error(`${path}\n ✗ ${wrong}`)
    console.log(`OK ${path}\n   ${s.creator ?? '(all creators)'} ${s.period}: ${s.currency} ${s.posted}`)
    console.log(`   micro: ${s.openingMicro} + ${s.accruedMicro} − posted = ${s.closingMicro}; key ${s.key}`)
    const moved = s.income?.kinds.filter(({ amount }) => amount !== '0') ?? []
    if (s.income)
      console.log(
        `   ${moved.map(({ kind, amount }) => `${kind} ${amount}`).join(', ')}; owed ${s.income.closing}`,
      )
    for (const { name, ok, detail } of checks)
      console.log(` ${ok === true ? '✓' : '–'} ${name}: ${detail[lang]}`)
    previous = [text]
  }
}
const script = typeof process === 'object' ? process.argv?.[1] : undefined
if (script && process.getBuiltinModule?.('fs').realpathSync(script) === import.meta.filename)
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(`NOT OK ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
  })
