#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Verifier for Panggung creator statements and period documents, written from docs/statement-format.md alone
// ("§" below is a section of that page). No dependency, the same code in Node >= 24 and in a browser; read.ts beside
// it reads a file strictly, this one checks what it says.
// It recomputes every number and hash the file allows, repairs nothing, and stops at the first thing wrong.

import {
  bytesOf,
  canonical,
  conform,
  dayName,
  dayNumber,
  Invalid,
  Item,
  type Json,
  NOTES,
  type Note,
  need,
  parse,
  periodOf,
  sha256,
  utf8,
} from './read.ts'

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
export type Kind = 'statement' | 'period'
/** key: the instance's known public key, hex. previous: texts of earlier period documents or statements. */
export type Options = { key?: string | undefined; previous?: string[] | string | undefined }

const CHECKS = {
  form: 'every member is there and well formed | semua bagian ada dan bentuknya benar',
  'document-signature': 'the instance signed the period document | instans menandatangani dokumen periode',
  'statement-signature': 'the same key signed the statement | kunci yang sama menandatangani laporan',
  scheme: 'the sharing rule is the known one | aturan pembagiannya adalah aturan yang dikenal',
  'document-days': 'the days make up the period | hari-harinya membentuk periode itu',
  'day-sums': 'each day adds up to its pool | bagian-bagian tiap hari berjumlah sama dengan dananya',
  'period-sums': 'the days add up to the period | hari-harinya berjumlah sama dengan periodenya',
  chain: 'the document continues the previous one | dokumen menyambung dokumen sebelumnya',
  'statement-period': 'the statement belongs to this period | laporan termasuk periode ini',
  'row-order': 'the rows are in order, none twice | baris berurutan, tidak ada yang ganda',
  viewers: 'the viewers are those of the rows | penontonnya adalah penonton di baris',
  'viewer-proof': 'the viewers are in the committed tree | penonton ada di pohon yang telah dikunci',
  weight: 'watch times are within their limits | waktu tonton ada dalam batasnya',
  share: 'every row follows the sharing rule | setiap baris mengikuti aturan pembagian',
  'creator-proof': 'the days are in the committed trees | hari-harinya ada di pohon yang telah dikunci',
  total: 'the total follows from the days | jumlah total mengikuti hari-harinya',
  'total-proof': 'the total is in the committed tree | jumlah total ada di pohon yang telah dikunci',
  transfers: 'a transfer exists exactly where money moved | transfer ada tepat di mana uang berpindah',
  'earlier-statement': 'it continues the earlier statement | laporan menyambung laporan sebelumnya',
}
export type CheckName = keyof typeof CHECKS

// --- signed documents (§3) ---
function unseal(value: Json, at: string) {
  need(value instanceof Item, at, 'object', 'shape')
  const message = utf8(`${value.t('format')}\n${canonical(value.item('body'))}`)
  return { seal: value, body: value.item('body'), message, hash: sha256(message) }
}
type Signed = ReturnType<typeof unseal>
/** A period document, or a statement with the one inside; `document` and `doc` are the period's in either case. */
function open(text: string, at: string) {
  const value = parse(text, at)
  const kind: Kind = kindOf(value)
  conform(value, kind, at)
  const main = unseal(value, at)
  const document = kind === 'period' ? main : unseal(main.body.item('document'), main.body.where('document'))
  return { ...main, kind, document, doc: document.body }
}
const kindOf = (value: Json) =>
  value instanceof Item && value.get('format') === 'panggung/period/1' ? 'period' : 'statement'
/** Fails unless this key signed; `unsure` where there is no Ed25519 to tell. */
async function signedBy(key: string, { seal, message }: Signed): Promise<Note | undefined> {
  need(seal.t('key') === key, seal.where('key'), `${seal.t('key')} ≠ ${key}`, 'key')
  let holds = false
  try {
    const known = await crypto.subtle.importKey('raw', bytesOf(key), 'Ed25519', false, ['verify'])
    holds = await crypto.subtle.verify('Ed25519', known, bytesOf(seal.t('signature')), message)
  } catch (error) {
    if (!globalThis.crypto?.subtle || (error instanceof Error && error.name === 'NotSupportedError'))
      return 'unsure'
  }
  need(holds, seal.where('signature'), seal.t('format'))
}

// --- trees (§4); preimages are put together as hexadecimal ---
type Node = { sum: bigint; hash: string }
const u64 = (n: bigint) => n.toString(16).padStart(16, '0')
const u128 = (n: bigint) => n.toString(16).padStart(32, '0')
const hashOf = (preimage: string) => sha256(bytesOf(preimage))
const nodeOf = (sum: bigint, preimage: string): Node => ({ sum, hash: hashOf(preimage) })
const leaf = (kind: string, sum: bigint, fields: string) => nodeOf(sum, `00${kind}${u128(sum)}${fields}`)
const parent = (l: Node, r: Node) => nodeOf(l.sum + r.sum, `01${u128(l.sum)}${l.hash}${u128(r.sum)}${r.hash}`)
const EMPTY = nodeOf(0n, '')
const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
/** From known leaves (index, node), ascending, up to the root; of one leaf it is the plain inclusion proof. */
function climb(known: [bigint, Node][], leaves: bigint, proof: Item[], where: string): Node {
  for (const [k, [i]] of known.entries())
    need(i < leaves && i > (known[k - 1]?.[0] ?? -1n), where, `index ${i} / ${leaves}`)
  let [level, used] = [new Map(known), 0]
  for (let width = leaves; width > 1n; width = (width + 1n) >> 1n) {
    const up = new Map<bigint, Node>()
    for (const [i, node] of level) {
      if (up.has(i >> 1n)) continue // made with its left partner
      const next = level.has(i ^ 1n) || (i ^ 1n) >= width ? undefined : proof[used++]
      const other = next ? { sum: next.n('sum'), hash: next.t('hash') } : level.get(i ^ 1n)
      need(other !== undefined || (i ^ 1n) >= width, where, `${proof.length} < ${used}`)
      up.set(i >> 1n, !other ? node : i & 1n ? parent(other, node) : parent(node, other))
    }
    level = up
  }
  need(used === proof.length, where, `${proof.length} > ${used}`)
  return level.get(0n) ?? EMPTY
}
/** Leaves and proof lead to the published tree. */
function lead(known: [bigint, Node][], tree: Item, owner: Item, proof: string) {
  const root = climb(known, tree.n('leaves'), owner.list(proof), owner.where(proof))
  const leads = root.hash === tree.t('root') && root.sum === tree.n('sum')
  owner.must(proof, leads, `${tree.at} (${root.sum} ${root.hash})`)
}

// --- the checks (§8) ---
type File = ReturnType<typeof open> & {
  earlier: ReturnType<typeof open>[]
  key: string
  scheme: Item
  days: Item[]
}
type Outcome = Note | undefined | void
type Rank = { rest: bigint; tie: string; at: string }
const MILLION = 1_000_000n
const ACCOUNTS = ['creators', 'platform', 'unattributed']
const add = (items: Item[], name: string) => items.reduce((sum, item) => sum + item.n(name), 0n)
const partOf = (viewer: Item, s: Item) =>
  (viewer.n('adMicro') * s.n('creatorsShare.num')) / s.n('creatorsShare.den')
/** Comes first in the order in which leftover units are given (§5, 3). */
const above = (a: Rank, b: Rank) => a.rest > b.rest || (a.rest === b.rest && a.tie < b.tie)
function balance(of: Item) {
  const posted = of.has('posted') ? of.n('posted') * MILLION : 0n
  of.same('closingMicro', of.n('openingMicro') + of.n('accruedMicro') - posted)
}
function treeSum(tree: Item, sum: bigint) {
  tree.same('sum', sum)
  if (tree.n('leaves') === 0n) tree.must('root', sum === 0n && tree.t('root') === EMPTY.hash, EMPTY.hash)
}
function ascending(owner: Item, list: string, key: (item: Item) => string) {
  const keys = owner.list(list).map(key)
  owner.must(list, keys.length > 0, '1 …')
  for (const [i, item] of owner.list(list).entries())
    need(!i || (keys[i - 1] ?? '') < key(item), item.at, key(item))
}
/** A check of each day of the statement, given the same day of the document. */
const daily = (check: (day: Item, file: File, published: Item) => void) => (file: File) => {
  const published = new Map(file.doc.list('days').map((day) => [day.t('day'), day]))
  for (const day of file.days) check(day, file, published.get(day.t('day')) ?? file.doc)
}
/** The viewers of a day, each with its rows. */
function groups(day: Item): [Item, Item[]][] {
  const rows = new Map<string, Item[]>(day.list('viewers').map((viewer) => [viewer.t('viewer'), []]))
  for (const row of day.list('rows')) rows.get(row.t('viewer'))?.push(row)
  return day.list('viewers').map((viewer) => [viewer, rows.get(viewer.t('viewer')) ?? []])
}

const STEPS: Record<CheckName, (file: File) => Outcome | Promise<Outcome>> = {
  form() {}, // done by reading
  'document-signature': ({ document, key }) => signedBy(key, document),
  'statement-signature': (file) => signedBy(file.key, file),
  scheme({ doc, scheme }) {
    conform(scheme, 'scheme', scheme.at, true)
    const [num, den] = [scheme.n('creatorsShare.num'), scheme.n('creatorsShare.den')]
    scheme.must('creatorsShare', 0n < den && num <= den, '0 … 1')
    doc.same('schemeHash', sha256(utf8(`panggung/scheme/1\n${canonical(scheme)}`)))
    scheme.must('validFrom', scheme.t('validFrom') <= doc.t('firstDay'), `… ${doc.t('firstDay')}`)
  },
  'document-days'({ doc }) {
    const [from, to, period] = [dayNumber(doc.t('firstDay')), dayNumber(doc.t('lastDay')), doc.t('period')]
    const inside = (n: number) => periodOf(n, period) === period
    for (const [i, day] of doc.list('days').entries()) {
      day.same('day', dayName(from + i))
      day.must('day', inside(from + i), period)
    }
    doc.must('days', from <= to && doc.list('days').length === to - from + 1, `… ${doc.t('lastDay')}`)
    doc.must('lastDay', !inside(to + 1), period)
    doc.must('firstDay', !inside(from - 1) || doc.n('sequence') === 1n, period)
  },
  'day-sums'({ doc, scheme }) {
    const [num, den] = [scheme.n('creatorsShare.num'), scheme.n('creatorsShare.den')]
    for (const day of doc.list('days')) {
      const given = day.n('creatorsMicro') + day.n('unattributedMicro')
      const most = num * day.n('poolMicro')
      const least = most - (den - 1n) * day.n('viewerTree.leaves')
      day.same('poolMicro', given + day.n('platformMicro'))
      treeSum(day.item('creatorTree'), day.n('creatorsMicro'))
      treeSum(day.item('viewerTree'), day.n('poolMicro'))
      const shown = `creators + unattributed ${given} ≠ ${num}/${den} · ${day.t('poolMicro')}`
      need(least <= den * given && den * given <= most, day.where('creatorsMicro'), shown)
    }
  },
  'period-sums'({ doc }) {
    doc.same('poolMicro', add(doc.list('days'), 'poolMicro'))
    for (const name of ACCOUNTS) {
      doc.same(`${name}.accruedMicro`, add(doc.list('days'), `${name}Micro`))
      balance(doc.item(name))
    }
    doc.must('platform.closingMicro', doc.n('platform.closingMicro') < MILLION, `… ${MILLION}`)
    treeSum(doc.item('creators.tree'), doc.n('creators.accruedMicro'))
  },
  async chain({ doc, earlier, kind, key }) {
    const n = doc.n('sequence')
    doc.must('previous', n > 0n && (n === 1n) === (doc.get('previous') === null), `sequence ${n}`)
    if (n === 1n) for (const name of ACCOUNTS) doc.same(`${name}.openingMicro`, 0n)
    // A creator's earlier statement may be some periods back; then its document is not the previous one.
    const isNext = (file: Signed & { kind: Kind; doc: Item }) =>
      kind === 'period' || file.kind === 'period' || file.doc.n('sequence') === n - 1n
    const before = earlier.filter(isNext)
    for (const file of before) {
      await signedBy(key, file.document)
      doc.same('sequence', file.doc.n('sequence') + 1n)
      doc.same('previous', file.document.hash)
      for (const name of ACCOUNTS) doc.same(`${name}.openingMicro`, file.doc.n(`${name}.closingMicro`))
      doc.same('firstDay', dayName(dayNumber(file.doc.t('lastDay')) + 1))
    }
    return n > 1n && !before.length ? 'alone' : undefined
  },
  'statement-period'({ body, doc, days }) {
    body.same('period', doc.t('period'))
    ascending(body, 'days', (day) => day.t('day'))
    const known = doc.list('days').map((day) => day.t('day'))
    for (const day of days) day.must('day', known.includes(day.t('day')), doc.t('period'))
  },
  'row-order': daily((day) => ascending(day, 'rows', (row) => row.t('viewer') + row.t('video'))),
  viewers: daily((day) => {
    const due = [...new Set(day.list('rows').map((row) => row.t('viewer')))]
    for (const [i, viewer] of day.list('viewers').entries()) viewer.same('viewer', due[i] ?? 'none')
    day.must('viewers', due.length === day.list('viewers').length, due.length)
  }),
  'viewer-proof': daily((day, { scheme }, published) => {
    const known = day.list('viewers').map((viewer): [bigint, Node] => {
      viewer.must('adMicro', viewer.n('adMicro') > 0n, '1 …')
      const fields = viewer.t('viewer') + u64(viewer.n('watchMs')) + u128(partOf(viewer, scheme))
      return [viewer.n('index'), leaf('03', viewer.n('adMicro'), fields)]
    })
    lead(known, published.item('viewerTree'), day, 'viewerProof')
  }),
  weight: daily((day, { scheme }) => {
    const cap = scheme.n('weight.capMs')
    for (const row of day.list('rows'))
      row.must('watchMs', 1n <= row.n('watchMs') && row.n('watchMs') <= cap, `1 … ${cap}`)
    for (const [viewer, rows] of groups(day))
      viewer.must('watchMs', add(rows, 'watchMs') <= viewer.n('watchMs'), `${add(rows, 'watchMs')} …`)
  }),
  share: daily((day, { scheme }) => {
    const dayHex = Array.from(day.t('day'), (c) => c.charCodeAt(0).toString(16)).join('')
    for (const [viewer, rows] of groups(day)) {
      const [part, all] = [partOf(viewer, scheme), viewer.n('watchMs')]
      let [gave, kept]: [Rank?, Rank?] = [] // the last row that got a leftover unit, the first that got none
      for (const row of rows) {
        const exact = part * row.n('watchMs')
        const [rest, extra] = [exact % all, row.n('micro') - exact / all]
        row.must('micro', extra === 0n || (extra === 1n && rest > 0n), `${exact} / ${all}`)
        const tie = hashOf(dayHex + row.t('viewer') + row.id('video'))
        const rank = { rest, tie, at: row.where('micro') }
        if (extra && !(gave && above(rank, gave))) gave = rank
        if (!extra && !(kept && above(kept, rank))) kept = rank
      }
      if (gave && kept) need(above(gave, kept), gave.at, kept.at, 'leftover')
      const given = add(rows, 'micro')
      const right = add(rows, 'watchMs') === all ? given === part : given <= part
      need(right, viewer.at, `${given} ≠ ${part}`)
    }
  }),
  'creator-proof': daily((day, { body }, published) => {
    const leaves = groups(day).flatMap(([viewer, rows]) => {
      const common = u64(viewer.n('watchMs')) + u128(viewer.n('adMicro'))
      const fields = (row: Item) => row.t('viewer') + row.id('video') + u64(row.n('watchMs')) + common
      return rows.map((row) => leaf('01', row.n('micro'), fields(row)))
    })
    const count = BigInt(leaves.length)
    const indexed = leaves.map((node, i): [bigint, Node] => [BigInt(i), node])
    const tree = climb(indexed, count, [], day.where('rows'))
    day.same('micro', tree.sum)
    const own = leaf('02', tree.sum, body.id('creator') + u64(count) + tree.hash)
    lead([[day.n('index'), own]], published.item('creatorTree'), day, 'proof')
  }),
  total({ days, body, doc }) {
    const all = body.item('total')
    all.same('accruedMicro', add(days, 'micro'))
    balance(all)
    all.must('closingMicro', all.n('closingMicro') < MILLION, `… ${MILLION}`)
    all.same('cumulativeMicro', all.n('cumulativePosted') * MILLION + all.n('closingMicro'))
    const [before, posted] = [all.n('cumulativeMicro') - all.n('accruedMicro'), all.n('posted')]
    const isFirst = doc.n('sequence') === 1n
    all.must('cumulativeMicro', isFirst ? before === 0n : before >= 0n, all.t('accruedMicro'))
    all.must(
      'cumulativePosted',
      isFirst ? all.n('cumulativePosted') === posted : all.n('cumulativePosted') >= posted,
      posted,
    )
    if (isFirst) all.same('openingMicro', 0n)
  },
  'total-proof'({ body, doc }) {
    const all = body.item('total')
    const rest = ['openingMicro', 'posted', 'closingMicro', 'cumulativeMicro', 'cumulativePosted']
    const fields = body.id('creator') + rest.map((name) => u128(all.n(name))).join('')
    const own = leaf('04', all.n('accruedMicro'), fields)
    lead([[all.n('index'), own]], doc.item('creators.tree'), all, 'proof')
  },
  transfers({ days, body }) {
    const due = (item: Item, name: string, amount: string) =>
      item.must(name, (item.get(name) === null) === (item.n(amount) === 0n), `${amount} ${item.t(amount)}`)
    due(body.item('total'), 'transfers', 'posted')
    for (const day of days) due(day, 'transfer', 'micro')
  },
  async 'earlier-statement'({ body, doc, earlier, key }) {
    const before = earlier.filter(({ kind }) => kind === 'statement')
    for (const file of before) {
      await signedBy(key, file)
      body.same('creator', file.body.t('creator'))
      doc.must('sequence', file.doc.n('sequence') < doc.n('sequence'), `${file.doc.n('sequence')} …`)
      body.same('total.openingMicro', file.body.n('total.closingMicro'))
      body.same('total.cumulativeMicro', file.body.n('total.cumulativeMicro') + body.n('total.accruedMicro'))
      body.same('total.cumulativePosted', file.body.n('total.cumulativePosted') + body.n('total.posted'))
    }
    return before.length ? undefined : 'none'
  },
}

// --- the report ---
const isCheck = (name: string): name is CheckName => name in CHECKS
const OF_STATEMENT = /^(statement|row|viewer|weight|share|creator|total|transfers|earlier)/
function words(both: string, shown = '', before = ['', '']): Text {
  const [en = '', id = ''] = both.split(' | ').map((text, i) => before[i] + text + (shown && ` (${shown})`))
  return { en, id }
}
function load(text: string, { key, previous = [] }: Options): File {
  need(EMPTY.hash === EMPTY_HASH, '', 'SHA-256', 'crash') // of this machine: one hash uses every constant
  const main = open(text, '')
  const earlier = [previous].flat().map((one, i) => open(one, `previous[${i}]`))
  const known = key?.trim().toLowerCase() ?? main.document.seal.t('key')
  return { ...main, earlier, key: known, scheme: main.doc.item('scheme'), days: main.body.list('days') }
}
function summarize({ kind, body, doc, document, key }: File) {
  const of = kind === 'statement' ? body.item('total') : doc.item('creators')
  return {
    creator: kind === 'statement' ? body.t('creator') : null,
    days: body.list('days').length,
    period: doc.t('period'),
    sequence: doc.t('sequence'),
    firstDay: doc.t('firstDay'),
    lastDay: doc.t('lastDay'),
    currency: doc.t('currency'),
    openingMicro: of.t('openingMicro'),
    accruedMicro: of.t('accruedMicro'),
    posted: of.t('posted'),
    closingMicro: of.t('closingMicro'),
    documentHash: document.hash,
    key,
  }
}
/** Checks a statement or a period document; never throws. */
export async function verifyStatement(text: string, options: Options = {}): Promise<Report> {
  const isPeriod = /^\s{0,99}\{\s{0,99}"format"\s{0,99}:\s{0,99}"panggung\/period\/1"/.test(text)
  const report: Report = { ok: false, kind: isPeriod ? 'period' : 'statement', checks: [] }
  let file: File | undefined
  for (const name of Object.keys(CHECKS).filter(isCheck)) {
    if (report.kind === 'period' && OF_STATEMENT.test(name)) continue
    try {
      if (!report.failure) file ??= load(text, options)
      report.kind = file?.kind ?? report.kind
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
