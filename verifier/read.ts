// SPDX-License-Identifier: Apache-2.0
// The reading half of the verifier ("§" is a section of docs/statement-format.md): strict JSON, canonical form,
// SHA-256 and the calendar. No dependency, no side effect on import.

/** Remarks on a check, in English and Indonesian. */
export const NOTES = {
  json: 'not JSON as this format allows it | bukan JSON yang diizinkan format ini',
  ends: 'the file ends too early | berkas berakhir terlalu cepat',
  number: 'a JSON number; quantities are strings of digits | ada angka JSON; jumlah harus berupa teks digit',
  twice: 'a member name occurs twice | nama anggota muncul dua kali',
  deep: 'nested too deeply | susunan terlalu dalam',
  missing: 'a member is missing | ada anggota yang hilang',
  unknown: 'an unknown member | ada anggota yang tidak dikenal',
  shape: 'not of the form that belongs here | bentuknya bukan yang seharusnya di sini',
  rule: 'this verifier does not know that rule | pemeriksa ini tidak mengenal aturan itu',
  key: 'signed by another key | ditandatangani dengan kunci lain',
  unsure:
    'the signature could not be checked by this browser | tanda tangan tidak dapat diperiksa peramban ini',
  alone:
    'the previous document is named, but was not given | dokumen sebelumnya disebut, tetapi tidak diberikan',
  none: 'not reached, or nothing to compare with | tidak sampai diperiksa, atau tanpa pembanding',
  named: 'the file is of another instance | berkas ini dari instans lain',
  leftover: 'a leftover unit went to the wrong row | satuan sisa diberikan ke baris yang salah',
  crash: 'the verifier could not finish | pemeriksa tidak dapat menyelesaikan tugasnya',
}
export type Note = keyof typeof NOTES
/** What is wrong with a file, and where. */
export class Invalid extends Error {
  where: string
  note: Note | undefined
  constructor(where: string, shown: string, note?: Note) {
    super(shown)
    this.where = where
    this.note = note
  }
}
export function need(holds: boolean, where: string, shown: string, note?: Note): asserts holds {
  if (!holds) throw new Invalid(where, shown, note)
}

// --- strict JSON (§2): no numbers, no booleans, no name twice, bounded depth ---
export type Json = string | null | Json[] | Item
/** A JSON object that knows its place in the file. Its accessors follow dotted names and presume checked form. */
export class Item extends Map<string, Json> {
  at = ''
  where(path: string): string {
    return this.at ? `${this.at}.${path}` : path
  }
  find(path: string): Json | undefined {
    const dot = path.indexOf('.')
    if (dot < 0) return this.get(path)
    const inner = this.get(path.slice(0, dot))
    return inner instanceof Item ? inner.find(path.slice(dot + 1)) : undefined
  }
  /** The text of a member. */
  t(path: string): string {
    return String(this.find(path))
  }
  /** The quantity of a member. */
  n(path: string): bigint {
    return BigInt(this.t(path))
  }
  /** The bytes of an id, in hexadecimal. */
  id(path: string): string {
    return this.t(path).replaceAll('-', '')
  }
  list(path: string): Item[] {
    const value = this.find(path)
    return Array.isArray(value) ? value.filter((item) => item instanceof Item) : []
  }
  item(path: string): Item {
    const value = this.find(path)
    need(value instanceof Item, this.where(path), 'object', 'shape')
    return value
  }
  /** Fails at this member, showing it and what was due. */
  must(path: string, holds: boolean, due: unknown) {
    if (holds) return
    const found = this.find(path)
    need(false, this.where(path), `${found instanceof Object ? '' : `${found} `}≠ ${due}`)
  }
  same(path: string, due: bigint | string | undefined) {
    this.must(path, this.t(path) === String(due), due)
  }
}
/** Reads a whole text. Errors: Invalid, its place as line:column. */
export function parse(text: string, path: string): Json {
  let at = 0
  function bad(note: Note): never {
    const before = text.slice(0, at).split('\n')
    const place = `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
    throw new Invalid(place, path, at < text.length ? note : 'ends')
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
  function members(place: string, depth: number): Item {
    const item = new Item()
    item.at = place
    for (take('{'); next() !== '}'; ) {
      if (item.size > 0) take(',')
      next()
      const name = string()
      if (item.has(name)) bad('twice')
      take(':')
      item.set(name, value(item.where(name), depth))
    }
    take('}')
    return item
  }
  function list(place: string, depth: number): Json[] {
    const items: Json[] = []
    for (take('['); next() !== ']'; ) {
      if (items.length > 0) take(',')
      items.push(value(`${place}[${items.length}]`, depth))
    }
    take(']')
    return items
  }
  function value(place: string, depth: number): Json {
    if (depth > 16) bad('deep')
    const mark = next()
    if (mark === '"') return string()
    if (mark === '{') return members(place, depth + 1)
    if (mark === '[') return list(place, depth + 1)
    if (!text.startsWith('null', at)) bad(/[-0-9]/.test(mark) ? 'number' : 'json')
    at += 4
    return null
  }
  try {
    const whole = value(path, 1)
    return next() === '' ? whole : bad('json')
  } catch (error) {
    throw error instanceof SyntaxError ? bad('json') : error
  }
}
/** JCS (RFC 8785) of a value without numbers; the default sort compares UTF-16 code units. */
export function canonical(value: Json | undefined): string {
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
export function sha256(bytes: Uint8Array): string {
  const padded = new DataView(new ArrayBuffer(((bytes.length + 72) >>> 6) << 6))
  new Uint8Array(padded.buffer).set(bytes)
  padded.setUint8(bytes.length, 0x80)
  padded.setBigUint64(padded.byteLength - 8, BigInt(bytes.length) * 8n)
  const state = START.slice()
  for (let at = 0; at < padded.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) W[i] = padded.getInt32(at + 4 * i)
    for (let i = 16; i < 64; i++) {
      const x = W[i - 15] ?? 0
      const y = W[i - 2] ?? 0
      const mixed = (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))
      W[i] = mixed + (W[i - 16] ?? 0) + (W[i - 7] ?? 0)
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
    for (let i = 0; i < 64; i++) {
      const choice = (e & f) ^ (~e & g)
      const majority = (a & b) ^ (a & c) ^ (b & c)
      const t = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + (K[i] ?? 0) + (W[i] ?? 0)
      const u = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority
      h = g
      g = f
      f = e
      e = (d + t) | 0
      d = c
      c = b
      b = a
      a = (t + u) | 0
    }
    for (const [i, add] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + add
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('')
}
export const utf8 = (text: string) => new TextEncoder().encode(text)
export function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  const digit = (at: number) => hex.charCodeAt(at) - (hex.charCodeAt(at) > 57 ? 87 : 48)
  const bytes = new Uint8Array(hex.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = digit(2 * i) * 16 + digit(2 * i + 1)
  return bytes
}

// --- the calendar ---
export const dayNumber = (day: string) => Date.parse(`${day}T00:00:00.000Z`) / 86_400_000
export const dayName = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10)
export function isInstant(text: string): boolean {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text
}
/** The ISO week or the month of a day, whichever kind `period` is. */
export function periodOf(n: number, period: string): string {
  if (!period.includes('W')) return dayName(n).slice(0, 7)
  const thursday = n - ((((n + 3) % 7) + 7) % 7) + 3
  const year = dayName(thursday).slice(0, 4)
  return `${year}-W${String(Math.floor((thursday - dayNumber(`${year}-01-01`)) / 7) + 1).padStart(2, '0')}`
}
