#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Verifier for Panggung creator statements and period documents, written from docs/statement-format.md alone
// ("§" below is a section of that page). One file, no dependency, the same code in Node >= 24 and in a browser.
// It recomputes every number and hash the file allows, repairs nothing, and stops at the first thing wrong.

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
const NOTES = {
  json: 'not JSON as this format allows it | bukan JSON yang diizinkan format ini',
  ends: 'the file ends too early | berkas berakhir terlalu cepat',
  number: 'a JSON number; quantities are strings of digits | ada angka JSON; jumlah harus berupa teks digit',
  twice: 'a member name occurs twice | nama anggota muncul dua kali',
  deep: 'nested too deeply | susunan terlalu dalam',
  missing: 'a member is missing | ada anggota yang hilang',
  unknown: 'an unknown member | ada anggota yang tidak dikenal',
  shape: 'not of the form that belongs here | bentuknya bukan yang seharusnya di sini',
  key: 'signed by another key | ditandatangani dengan kunci lain',
  unsure:
    'the signature could not be checked by this browser | tanda tangan tidak dapat diperiksa peramban ini',
  alone:
    'the previous document is named, but was not given | dokumen sebelumnya disebut, tetapi tidak diberikan',
  none: 'not reached, or nothing to compare with | tidak sampai diperiksa, atau tanpa pembanding',
  crash: 'the verifier could not finish | pemeriksa tidak dapat menyelesaikan tugasnya',
}
type Note = keyof typeof NOTES
class Invalid extends Error {
  where = ''
  note: Note | undefined
}
function need(holds: boolean, where: string, shown: string, note?: Note): asserts holds {
  if (!holds) throw Object.assign(new Invalid(shown), { where, note })
}

// --- strict JSON (§2): no numbers, no booleans, no name twice, bounded depth ---
type Json = string | null | Json[] | Item
/** A JSON object that knows its place in the file. Its accessors follow dotted names and presume checked form. */
class Item extends Map<string, Json> {
  at = ''
  where = (name: string) => (this.at ? `${this.at}.${name}` : name)
  find(path: string): Json | undefined {
    const [name = '', ...rest] = path.split('.')
    const value = this.get(name)
    return rest.length && value instanceof Item ? value.find(rest.join('.')) : value
  }
  t = (path: string) => String(this.find(path))
  n = (path: string) => BigInt(this.t(path))
  id = (path: string) => this.t(path).replaceAll('-', '')
  list(path: string): Item[] {
    const value = this.find(path)
    return Array.isArray(value) ? value.filter((item) => item instanceof Item) : []
  }
  item(path: string): Item {
    const value = this.find(path)
    need(value instanceof Item, this.where(path), 'object', 'shape')
    return value
  }
  must = (path: string, holds: boolean, due: unknown) =>
    need(holds, this.where(path), `${this.find(path) instanceof Object ? '' : this.t(path)} ≠ ${due}`)
  same = (path: string, due: unknown) => this.must(path, this.t(path) === String(due), due)
}
function parse(text: string, path: string): Json {
  let at = 0
  function bad(note: Note): never {
    const before = text.slice(0, at).split('\n')
    const place = `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
    throw Object.assign(new Invalid(path), { where: place, note: at < text.length ? note : 'ends' })
  }
  function next(): string {
    while (at < text.length && ' \n\r\t'.includes(text.charAt(at))) at++
    return text.charAt(at)
  }
  const take = (mark: string) => (next() === mark ? at++ : bad('json'))
  function string(): string {
    const from = take('"')
    while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1
    const value: unknown = JSON.parse(text.slice(from, ++at)) // of one string, for its escapes
    return typeof value === 'string' && value.isWellFormed() ? value : bad('json')
  }
  function value(place: string, depth: number): Json {
    const open = next()
    const [isItem, item] = [open === '{', new Item()]
    if (open === '"') return string()
    if (!isItem && open !== '[') {
      if (!text.startsWith('null', at)) bad(/[-0-9]/.test(open) ? 'number' : 'json')
      at += 4
      return null
    }
    if (depth > 16) bad('deep')
    item.at = place
    at++
    for (let i = 0; next() !== (isItem ? '}' : ']'); i++) {
      if (i > 0) take(',')
      const name = isItem ? (next(), string()) : `${i}`
      if (item.has(name)) bad('twice')
      if (isItem) take(':')
      item.set(name, value(isItem ? item.where(name) : `${place}[${i}]`, depth + 1))
    }
    at++
    return isItem ? item : [...item.values()]
  }
  try {
    const whole = value(path, 1)
    return next() === '' ? whole : bad('json')
  } catch (error) {
    throw error instanceof SyntaxError ? bad('json') : error
  }
}
/** JCS (RFC 8785) of a value without numbers; the default sort compares UTF-16 code units. */
function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!(value instanceof Item)) return JSON.stringify(value)
  const members = [...value.keys()]
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value.get(name))}`)
  return `{${members.join(',')}}`
}

// --- SHA-256 (FIPS 180-4), synchronous, because a statement needs tens of thousands of small hashes. Its
// constants are the first 32 bits of the fractional parts of the cube and square roots of the first primes. ---
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)
const PRIMES = upTo(312).filter((n) => n > 1 && !upTo(n).some((d) => d > 1 && n % d === 0))
const K = Uint32Array.from(PRIMES, (p) => (Math.cbrt(p) % 1) * 2 ** 32)
const START = Uint32Array.from(PRIMES.slice(0, 8), (p) => (Math.sqrt(p) % 1) * 2 ** 32)
const W = new Int32Array(64)
const turn = (x: number, by: number) => (x >>> by) | (x << (32 - by))
function sha256(bytes: Uint8Array): string {
  const padded = new DataView(new ArrayBuffer(((bytes.length + 72) >>> 6) << 6))
  new Uint8Array(padded.buffer).set(bytes)
  padded.setUint8(bytes.length, 0x80)
  padded.setBigUint64(padded.byteLength - 8, BigInt(bytes.length) * 8n)
  const state = START.slice()
  for (let at = 0; at < padded.byteLength; at += 64) {
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
    for (let i = 0; i < 64; i++) {
      const [x, y] = i < 16 ? [0, 0] : [W[i - 15] ?? 0, W[i - 2] ?? 0]
      const mixed = (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))
      const w = i < 16 ? padded.getInt32(at + 4 * i) : (mixed + (W[i - 16] ?? 0) + (W[i - 7] ?? 0)) | 0
      W[i] = w
      const t = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (K[i] ?? 0) + w
      const u = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t) | 0, c, b, a, (t + u) | 0]
    }
    for (const [i, add] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + add
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('')
}
const utf8 = (text: string) => new TextEncoder().encode(text)
function bytesOf(hex: string) {
  const digit = (at: number) => hex.charCodeAt(at) - (hex.charCodeAt(at) > 57 ? 87 : 48)
  return new Uint8Array(hex.length / 2).map((_, i) => digit(2 * i) * 16 + digit(2 * i + 1))
}

// --- the calendar ---
const dayNumber = (day: string) => Date.parse(`${day}T00:00:00.000Z`) / 86_400_000
const dayName = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10)
function isInstant(text: string): boolean {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text
}
/** The ISO week or the month of a day, whichever kind `period` is. */
function periodOf(n: number, period: string): string {
  if (!period.includes('W')) return dayName(n).slice(0, 7)
  const thursday = n - ((((n + 3) % 7) + 7) % 7) + 3
  const year = dayName(thursday).slice(0, 4)
  return `${year}-W${String(Math.floor((thursday - dayNumber(`${year}-01-01`)) / 7) + 1).padStart(2, '0')}`
}

// --- form (§2, §3, §5 to §7): `*` a list, `?` or null, `=` this very text, `~` a word that `scheme` compares ---
function cut(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return [text.slice(0, at), text.slice(at + 1)]
}
const SHAPES = new Map(
  `statement format:=panggung/statement/1 body:statementBody key:hex64 signature:hex128
  period format:=panggung/period/1 body:documentBody key:hex64 signature:hex128
  statementBody period:span creator:uuid total:total days:day* document:period
  total @ posted:u128 cumulativeMicro:u128 cumulativePosted:u128 index:u64 proof:node* transfers:transfers?
  transfers micro:uuid whole:uuid
  node sum:u128 hash:hex64
  day day:date micro:u128 transfer:uuid? views:views index:u64 proof:node* rows:row* viewers:viewer* viewerProof:node*
  row viewer:hex32 video:uuid watchMs:u64 micro:u128
  viewer viewer:hex32 index:u64 adMicro:u128 watchMs:u64
  documentBody period:span sequence:u64 previous:hex64? firstDay:date lastDay:date closedAt:instant timeZone:text \
    currency:currency scheme:scheme schemeHash:hex64 poolMicro:u128 creators:creators platform:platform \
    unattributed:unattributed days:documentDay*
  creators @ posted:u128 tree:tree
  platform @ posted:u128
  unattributed @
  tree leaves:u64 sum:u128 root:hex64
  documentDay day:date poolMicro:u128 creatorsMicro:u128 platformMicro:u128 unattributedMicro:u128 creatorTree:tree \
    viewerTree:tree views:views
  scheme name:text validFrom:date creatorsShare:fraction music:~none paidView:paidView weight:weight \
    rounding:rounding unattributed:~held-and-disclosed
  fraction num:u128 den:u128
  paidView minimumMs:u64 shorterVideoPercent:u64 once:~viewer-video-day
  weight unit:~valid-watch-ms capMs:u64 per:~viewer-video-day
  rounding creatorsPart:~floor-per-viewer-day allocation:~largest-remainder-per-viewer-day \
    ties:~lower-sha256-of-day-viewer-video posting:~floor-to-whole-units-per-period-residue-carried`
    .replaceAll('@', 'openingMicro:u128 accruedMicro:u128 closingMicro:u128')
    .split('\n')
    .map((line) => cut(line.trim(), ' '))
    .map(([name, members]) => [name, new Map(members.split(/ +/).map((pair) => cut(pair, ':')))]),
)
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
function fits(type: string, text: string, rule: boolean): boolean {
  const size = Number(/\d+$/.exec(type)?.[0])
  if (/^[=~]/.test(type)) return text === type.slice(1) || (type.startsWith('~') && !rule)
  if (type.startsWith('hex')) return text.length === size && /^[0-9a-f]*$/.test(text)
  if (size) return /^(0|[1-9][0-9]{0,38})$/.test(text) && BigInt(text) >> BigInt(size) === 0n
  if (type === 'uuid' || type === 'currency') return (type === 'uuid' ? UUID : /^[A-Z]{3}$/).test(text)
  if (type === 'date' || type === 'instant')
    return isInstant(type === 'date' ? `${text}T00:00:00.000Z` : text)
  return type === 'text' || (type === 'span' && /^\d{4}-(W\d\d|\d\d)$/.test(text))
}
function conform(value: Json | undefined, type: string, at: string, rule = false) {
  const [bare, list] = [type.replace(/[*?]$/, ''), type.endsWith('*')]
  const words = value instanceof Item ? [...value.keys()].filter((word) => /^[a-z_]+$/.test(word)) : []
  const members = bare === 'views' ? new Map(words.map((word) => [word, 'u64'])) : SHAPES.get(bare)
  if (type.endsWith('?') && value === null) return
  if (list && Array.isArray(value))
    for (const [i, one] of value.entries()) conform(one, bare, `${at}[${i}]`, rule)
  else if (!list && members && value instanceof Item) {
    for (const member of members.keys()) need(value.has(member), value.where(member), bare, 'missing')
    for (const member of value.keys())
      need(members.has(member), value.where(member.slice(0, 80)), bare, 'unknown')
    for (const [member, inner] of members) conform(value.get(member), inner, value.where(member), rule)
  } else {
    const right = !list && !members && typeof value === 'string' && fits(bare, value, rule)
    const shown =
      typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : value === null ? 'null' : typeof value
    need(right, at, `${shown} ≠ ${type}`, rule ? undefined : 'shape')
  }
}

// --- signed documents (§3) ---
function open(seal: Json, at: string): Signed {
  const kind = seal instanceof Item && seal.get('format') === 'panggung/period/1' ? 'period' : 'statement'
  conform(seal, kind, at)
  need(seal instanceof Item, at, kind, 'shape')
  const body = seal.item('body')
  const inner = kind === 'statement' ? open(body.item('document'), body.where('document')) : undefined
  const message = utf8(`${seal.t('format')}\n${canonical(body)}`)
  return { kind, seal, body, doc: inner?.body ?? body, inner, message, hash: sha256(message) }
}
type Bytes = Uint8Array<ArrayBuffer>
type Signed = {
  kind: Kind
  seal: Item
  body: Item
  doc: Item
  inner: Signed | undefined
  message: Bytes
  hash: string
}
async function signedBy(key: string, { seal, message, kind }: Signed): Promise<Note | undefined> {
  need(seal.t('key') === key, seal.where('key'), `${seal.t('key')} ≠ ${key}`, 'key')
  let holds = false
  try {
    const known = await crypto.subtle.importKey('raw', bytesOf(key), 'Ed25519', false, ['verify'])
    holds = await crypto.subtle.verify('Ed25519', known, bytesOf(seal.t('signature')), message)
  } catch (error) {
    if (!globalThis.crypto?.subtle || (error instanceof Error && error.name === 'NotSupportedError'))
      return 'unsure'
  }
  need(holds, seal.where('signature'), kind)
}

// --- trees (§4); preimages are put together as hexadecimal ---
type Node = { sum: bigint; hash: string }
const u64 = (n: bigint) => n.toString(16).padStart(16, '0')
const u128 = (n: bigint) => n.toString(16).padStart(32, '0')
const nodeOf = (sum: bigint, preimage: string): Node => ({ sum, hash: sha256(bytesOf(preimage)) })
const leaf = (kind: string, sum: bigint, fields: string) => nodeOf(sum, `00${kind}${u128(sum)}${fields}`)
const parent = (l: Node, r: Node) => nodeOf(l.sum + r.sum, `01${u128(l.sum)}${l.hash}${u128(r.sum)}${r.hash}`)
const EMPTY = nodeOf(0n, '')
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
function lead(known: [bigint, Node][], tree: Item, owner: Item, proof: string) {
  const root = climb(known, tree.n('leaves'), owner.list(proof), owner.where(proof))
  owner.must(
    proof,
    root.hash === tree.t('root') && root.sum === tree.n('sum'),
    `${tree.at} (${root.sum} ${root.hash})`,
  )
}

// --- the checks (§8) ---
type File = {
  main: Signed
  earlier: Signed[]
  key: string
  body: Item
  doc: Item
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
const daily = (check: (day: Item, file: File, published: Item) => void) => (file: File) => {
  const published = new Map(file.doc.list('days').map((day) => [day.t('day'), day]))
  for (const day of file.days) check(day, file, published.get(day.t('day')) ?? file.doc)
}
function groups(day: Item): [Item, Item[]][] {
  const rows = new Map<string, Item[]>(day.list('viewers').map((viewer) => [viewer.t('viewer'), []]))
  for (const row of day.list('rows')) rows.get(row.t('viewer'))?.push(row)
  return day.list('viewers').map((viewer) => [viewer, rows.get(viewer.t('viewer')) ?? []])
}

const STEPS: Record<CheckName, (file: File) => Outcome | Promise<Outcome>> = {
  form() {}, // done by reading
  'document-signature': ({ main, key }) => signedBy(key, main.inner ?? main),
  'statement-signature': ({ main, key }) => signedBy(key, main),
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
      day.must('creatorsMicro', least <= den * given && den * given <= most, `${num} / ${den}`)
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
  async chain({ doc, earlier, main, key }) {
    const n = doc.n('sequence')
    doc.must('previous', n > 0n && (n === 1n) === (doc.get('previous') === null), `sequence ${n}`)
    if (n === 1n) for (const name of ACCOUNTS) doc.same(`${name}.openingMicro`, 0n)
    const next = (file: Signed) =>
      file.kind === 'period' || main.kind === 'period' || file.doc.n('sequence') === n - 1n
    for (const file of earlier.filter(next)) {
      await signedBy(key, file.inner ?? file)
      doc.same('sequence', file.doc.n('sequence') + 1n)
      doc.same('previous', (file.inner ?? file).hash)
      for (const name of ACCOUNTS) doc.same(`${name}.openingMicro`, file.doc.n(`${name}.closingMicro`))
      doc.same('firstDay', dayName(dayNumber(file.doc.t('lastDay')) + 1))
    }
    return n > 1n && !earlier.some(next) ? 'alone' : undefined
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
    for (const [i, viewer] of day.list('viewers').entries()) viewer.same('viewer', due[i])
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
    for (const [viewer, rows] of groups(day)) {
      const [part, all] = [partOf(viewer, scheme), viewer.n('watchMs')]
      let [gave, kept]: [Rank?, Rank?] = [] // the last row that got a leftover unit, the first that got none
      for (const row of rows) {
        const exact = part * row.n('watchMs')
        const [rest, extra] = [exact % all, row.n('micro') - exact / all]
        row.must('micro', extra === 0n || (extra === 1n && rest > 0n), `${exact} / ${all}`)
        const tie = sha256(
          Uint8Array.of(...utf8(day.t('day')), ...bytesOf(row.t('viewer') + row.id('video'))),
        )
        const rank = { rest, tie, at: row.where('micro') }
        if (extra && !(gave && above(rank, gave))) gave = rank
        if (!extra && !(kept && above(kept, rank))) kept = rank
      }
      if (gave && kept) need(above(gave, kept), gave.at, `+1 → ${kept.at}`)
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
    const tree = climb(
      [...leaves.entries()].map(([i, node]) => [BigInt(i), node]),
      count,
      [],
      day.where('rows'),
    )
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
    all.must(
      'cumulativeMicro',
      all.n('cumulativeMicro') >= all.n('accruedMicro'),
      `${all.t('accruedMicro')} …`,
    )
    all.must('cumulativePosted', all.n('cumulativePosted') >= all.n('posted'), `${all.t('posted')} …`)
    if (doc.n('sequence') > 1n) return
    all.same('openingMicro', 0n)
    all.same('cumulativeMicro', all.n('accruedMicro'))
    all.same('cumulativePosted', all.n('posted'))
  },
  'total-proof'({ body, doc }) {
    const all = body.item('total')
    const rest = ['openingMicro', 'posted', 'closingMicro', 'cumulativeMicro', 'cumulativePosted']
    const fields = body.id('creator') + rest.map((name) => u128(all.n(name))).join('')
    lead(
      [[all.n('index'), leaf('04', all.n('accruedMicro'), fields)]],
      doc.item('creators.tree'),
      all,
      'proof',
    )
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
const isCheck = (name: string): name is CheckName => name in CHECKS
const ABOUT_STATEMENT =
  /^(statement-.*|row-order|viewer.*|weight|share|creator-proof|total.*|transfers|earlier.*)$/
function words(both: string, shown = '', before = ['', '']): Text {
  const [en = '', id = ''] = both.split(' | ').map((text, i) => before[i] + text + (shown && ` (${shown})`))
  return { en, id }
}
function load(text: string, options: Options, report: Report): File {
  const source = parse(text, '')
  if (source instanceof Item && source.get('format') === 'panggung/period/1') report.kind = 'period'
  const main = open(source, '')
  const earlier = [options.previous ?? []]
    .flat()
    .map((one, i) => open(parse(one, `previous[${i}]`), `previous[${i}]`))
  const key = options.key?.trim().toLowerCase() ?? (main.inner ?? main).seal.t('key')
  const { body, doc } = main
  return { main, earlier, key, body, doc, scheme: doc.item('scheme'), days: body.list('days') }
}
function summarize({ main, body, doc, key }: File) {
  const all = main.inner ? body.item('total') : doc.item('creators')
  const amounts = { openingMicro: all.t('openingMicro'), accruedMicro: all.t('accruedMicro') }
  const after = { posted: all.t('posted'), closingMicro: all.t('closingMicro'), currency: doc.t('currency') }
  const when = { period: doc.t('period'), firstDay: doc.t('firstDay'), lastDay: doc.t('lastDay') }
  const source = { sequence: doc.t('sequence'), documentHash: (main.inner ?? main).hash, key }
  const creator = main.inner ? body.t('creator') : null
  return { creator, days: body.list('days').length, ...when, ...amounts, ...after, ...source }
}
/** Checks a statement or a period document; never throws. */
export async function verifyStatement(text: string, options: Options = {}): Promise<Report> {
  const report: Report = { ok: false, kind: 'statement', checks: [] }
  let file: File | undefined
  for (const name of Object.keys(CHECKS).filter(isCheck)) {
    if (report.kind === 'period' && ABOUT_STATEMENT.test(name)) continue
    try {
      if (!report.failure) file ??= load(text, options, report)
      const note = report.failure || !file ? 'none' : ((await STEPS[name](file)) ?? undefined)
      if (note === 'unsure') report.unchecked = words(NOTES.unsure)
      const ok = note === undefined || note === 'alone' || 'skipped'
      report.checks.push({ name, ok, detail: words(note ? NOTES[note] : CHECKS[name]) })
    } catch (error) {
      const { message, where, note } =
        error instanceof Invalid ? error : { message: `${error}`, where: '', note: 'crash' as const }
      const detail = note
        ? words(NOTES[note], message)
        : words(CHECKS[name], message, ['not so: ', 'tidak benar: '])
      report.failure = { check: name, where, message: detail }
      report.checks.push({ name, ok: false, detail })
    }
  }
  if (file && !report.failure) Object.assign(report, { ok: !report.unchecked, summary: summarize(file) })
  return report
}

// --- command line; a browser has no `process`, so that importing this file there does nothing ---
async function main(args: string[]) {
  const [{ readFile }, { parseArgs }] = await Promise.all([import('node:fs/promises'), import('node:util')])
  const options = {
    key: { type: 'string' },
    previous: { type: 'string', multiple: true },
    lang: { type: 'string' },
  } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const read = async (path: string) => new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  const lang = values.lang === 'id' ? 'id' : 'en'
  let previous = await Promise.all((values.previous ?? []).map(read))
  if (!positionals.length)
    throw new Error('verify.ts FILE [LATER FILE …] [--previous FILE] [--key HEX] [--lang id]')
  for (const path of positionals) {
    const text = await read(path)
    const {
      checks,
      failure,
      unchecked,
      summary: s,
    } = await verifyStatement(text, { key: values.key, previous })
    if (!s || failure || unchecked)
      throw new Error(
        `${path}: ${failure?.check}: ${(failure?.message ?? unchecked)?.[lang]} @ ${failure?.where}`,
      )
    console.log(`OK ${path}\n   ${s.creator ?? '(all creators)'} ${s.period}: ${s.currency} ${s.posted}`)
    console.log(`   micro: ${s.openingMicro} + ${s.accruedMicro} − posted = ${s.closingMicro}; key ${s.key}`)
    for (const { name, ok, detail } of checks)
      console.log(` ${ok === true ? '✓' : '–'} ${name}: ${detail[lang]}`)
    previous = [text]
  }
}
const script = typeof process === 'object' ? process.argv?.[1] : undefined
if (script && process.getBuiltinModule?.('fs').realpathSync(script) === import.meta.filename)
  await main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(`NOT OK ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
  })
