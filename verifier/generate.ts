// SPDX-License-Identifier: Apache-2.0
// Test-only: an instance in miniature, written from docs/statement-format.md like the verifier but sharing no code
// with it. Makes period documents and statements, honest ones or bent ones whose hashes and signatures all hold.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'

export type Json = string | null | Json[] | { [name: string]: Json }
export type Sealed = { format: string; body: { [name: string]: Json }; key: string; signature: string }
export type Watch = { creator: string; video: string; watchMs: bigint }
export type Viewer = { viewer: string; adMicro: bigint; watched: Watch[] }
export type Scheme = { num: bigint; den: bigint; capMs: bigint }
export type DayInput = { day: string; viewers: Viewer[]; views?: Record<string, string> }
export type PeriodInput = { period: string; scheme: Scheme; days: DayInput[] }
export type Row = { creator: string; viewer: string; video: string; watchMs: bigint; micro: bigint }
type Held = { closing: bigint; micro: bigint; posted: bigint }
export type State = {
  sequence: bigint
  hash: string
  creators: Map<string, Held>
  closing: { creators: bigint; platform: bigint; unattributed: bigint }
}
/** Places where a test makes the instance cheat before anything is hashed. */
export type Bend = {
  part?: (honest: bigint, viewer: Viewer) => bigint
  rows?: (rows: Row[], viewer: Viewer) => void
  watchMs?: (honest: bigint, viewer: Viewer) => bigint
  closing?: (honest: { posted: bigint; closing: bigint }) => { posted: bigint; closing: bigint }
}

/** Secrets of the first two test vectors of RFC 8032 §7.1. */
const RFC_8032_SECRETS = [
  '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
  '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
]
const privateKeys = new Map(
  RFC_8032_SECRETS.map((secret) => {
    const der = Buffer.from(`302e020100300506032b657004220420${secret}`, 'hex')
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
    return [raw.toString('hex'), key] as const
  }),
)
export const [KEY = '', NEXT_KEY = ''] = privateKeys.keys()

export const sha = (...parts: (Buffer | string)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()

export function jcs(value: Json): string {
  if (value === null || typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`
  return `{${Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${JSON.stringify(name)}:${jcs(inner)}`)
    .join(',')}}`
}
export const hashOf = (format: string, body: Json) => sha(`${format}\n${jcs(body)}`).toString('hex')
/** Signed by that key, or, if nobody here has it, by the first. */
export function seal(format: string, body: { [name: string]: Json }, key = KEY): Sealed {
  const signer = privateKeys.get(key) ?? privateKeys.get(KEY)
  if (!signer) throw new Error('the test vectors are here')
  const signature = sign(null, Buffer.from(`${format}\n${jcs(body)}`), signer).toString('hex')
  return { format, body, key, signature }
}

// --- trees ---
type Node = { sum: bigint; hash: Buffer }
const wide = (n: bigint, bytes: number) => Buffer.from(n.toString(16).padStart(bytes * 2, '0'), 'hex')
const uuid = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex')
const leaf = (kind: number, sum: bigint, ...fields: Buffer[]): Node => ({
  sum,
  hash: sha(Buffer.from([0, kind]), wide(sum, 16), ...fields),
})
export function levelsOf(leaves: Node[]): Node[][] {
  const levels = [leaves]
  for (let level = leaves; level.length > 1; levels.push(level)) {
    const up: Node[] = []
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = level.slice(i, i + 2)
      if (!left) continue
      if (!right) up.push(left)
      else {
        const sum = left.sum + right.sum
        up.push({
          sum,
          hash: sha(Buffer.from([1]), wide(left.sum, 16), left.hash, wide(right.sum, 16), right.hash),
        })
      }
    }
    level = up
  }
  return levels
}
const rootOf = (leaves: Node[]): Node => levelsOf(leaves).at(-1)?.[0] ?? { sum: 0n, hash: sha('') }
function published(leaves: Node[]): Json {
  const { sum, hash } = rootOf(leaves)
  return { leaves: `${leaves.length}`, sum: `${sum}`, root: hash.toString('hex') }
}
/** The nodes a reader needs who knows the leaves at these indices: the siblings that cannot be computed. */
function proofOf(leaves: Node[], indices: number[]): Json {
  const proof: Json[] = []
  let known = new Set(indices)
  for (const level of levelsOf(leaves).slice(0, -1)) {
    for (const i of [...known].sort((a, b) => a - b)) {
      const sibling = known.has(i ^ 1) ? undefined : level[i ^ 1]
      if (sibling) proof.push({ sum: `${sibling.sum}`, hash: sibling.hash.toString('hex') })
    }
    known = new Set([...known].map((i) => i >> 1))
  }
  return proof
}

// --- the rule ---
/** Largest remainder over the whole viewer-day; the sharing itself, not a check of it. */
function allocate(day: string, { viewer, watched }: Viewer, part: bigint, all: bigint): Row[] {
  const rows = watched.map((w) => {
    const tie = sha(day, Buffer.from(viewer, 'hex'), uuid(w.video)).toString('hex')
    return { ...w, viewer, micro: (part * w.watchMs) / all, rest: (part * w.watchMs) % all, tie }
  })
  const left = part - rows.reduce((sum, row) => sum + row.micro, 0n)
  const ranked = [...rows].sort((a, b) =>
    a.rest === b.rest ? (a.tie < b.tie ? -1 : 1) : a.rest > b.rest ? -1 : 1,
  )
  for (const row of ranked.slice(0, Number(left))) row.micro += 1n
  return rows.map(({ creator, viewer, video, watchMs, micro }) => ({
    creator,
    viewer,
    video,
    watchMs,
    micro,
  }))
}
export const schemeOf = ({ num, den, capMs }: Scheme): { [name: string]: Json } => ({
  name: 'viewer-day',
  validFrom: '2020-02-29',
  creatorsShare: { num: `${num}`, den: `${den}` },
  music: 'none',
  paidView: { minimumMs: '5000', shorterVideoPercent: '95', once: 'viewer-video-day' },
  weight: { unit: 'valid-watch-ms', capMs: `${capMs}`, per: 'viewer-video-day' },
  rounding: {
    creatorsPart: 'floor-per-viewer-day',
    allocation: 'largest-remainder-per-viewer-day',
    ties: 'lower-sha256-of-day-viewer-video',
    posting: 'floor-to-whole-units-per-period-residue-carried',
  },
  unattributed: 'held-and-disclosed',
})
const MILLION = 1_000_000n
const byKey =
  <T>(key: (item: T) => string) =>
  (a: T, b: T) =>
    key(a) < key(b) ? -1 : 1
const total = <T>(items: T[], of: (item: T) => bigint) => items.reduce((sum, item) => sum + of(item), 0n)
let serial = 0
export const freshId = () => `0199c0de-2222-8000-8000-${(++serial).toString(16).padStart(12, '0')}`

/** One period: the document and a statement for each creator with rows. Viewers of one day must differ. */
export function build(input: PeriodInput, before?: State, bend: Bend = {}) {
  const { num, den } = input.scheme
  const days = input.days.map(({ day, viewers: unsorted, views }) => {
    const viewers = [...unsorted].sort(byKey((v) => v.viewer)).map((v) => {
      const honest = total(v.watched, (w) => w.watchMs)
      const all = bend.watchMs ? bend.watchMs(honest, v) : honest
      const part = bend.part ? bend.part((v.adMicro * num) / den, v) : (v.adMicro * num) / den
      const rows = all > 0n ? allocate(day, v, part, all) : []
      bend.rows?.(rows, v)
      const fields = [Buffer.from(v.viewer, 'hex'), wide(all, 8), wide(part, 16)]
      return { ...v, all, part, rows, node: leaf(3, v.adMicro, ...fields) }
    })
    const rows = viewers
      .flatMap((v) => v.rows.map((row) => ({ ...row, of: v })))
      .sort(byKey((r) => r.viewer + r.video))
    const creators = [...new Set(rows.map((row) => row.creator))].sort().map((creator) => {
      const own = rows.filter((row) => row.creator === creator)
      const tree = rootOf(
        own.map((row) =>
          leaf(
            1,
            row.micro,
            Buffer.from(row.viewer, 'hex'),
            uuid(row.video),
            wide(row.watchMs, 8),
            wide(row.of.all, 8),
            wide(row.of.adMicro, 16),
          ),
        ),
      )
      return { creator, own, node: leaf(2, tree.sum, uuid(creator), wide(BigInt(own.length), 8), tree.hash) }
    })
    const pool = total(viewers, (v) => v.adMicro)
    const unattributed = total(viewers, (v) => (v.all > 0n ? 0n : v.part))
    const creatorsMicro = total(creators, (c) => c.node.sum)
    const platform = pool - creatorsMicro - unattributed
    return { day, viewers, creators, pool, unattributed, creatorsMicro, platform, views: views ?? {} }
  })

  const held = new Map(before?.creators)
  const ids = [...new Set(days.flatMap((day) => day.creators.map((c) => c.creator)))].sort()
  const totals = ids.map((creator) => {
    const was = held.get(creator) ?? { closing: 0n, micro: 0n, posted: 0n }
    const accrued = total(days, (day) => day.creators.find((c) => c.creator === creator)?.node.sum ?? 0n)
    const sum = was.closing + accrued
    const honest = { posted: sum / MILLION, closing: sum % MILLION }
    const { posted, closing } = bend.closing ? bend.closing(honest) : honest
    const now = { closing, micro: was.micro + accrued, posted: was.posted + posted }
    held.set(creator, now)
    const amounts = [was.closing, posted, closing, now.micro, now.posted].map((n) => wide(n, 16))
    return {
      creator,
      opening: was.closing,
      accrued,
      posted,
      now,
      node: leaf(4, accrued, uuid(creator), ...amounts),
    }
  })
  const account = (opening: bigint, accrued: bigint, posted: bigint) => ({
    openingMicro: `${opening}`,
    accruedMicro: `${accrued}`,
    posted: `${posted}`,
    closingMicro: `${opening + accrued - posted * MILLION}`,
  })
  const open = before?.closing ?? { creators: 0n, platform: 0n, unattributed: 0n }
  const platform = total(days, (day) => day.platform)
  const platformPosted = (open.platform + platform) / MILLION
  const unattributed = total(days, (day) => day.unattributed)
  const creatorsMicro = total(totals, (t) => t.accrued)
  const creatorsPosted = total(totals, (t) => t.posted)
  const scheme = schemeOf(input.scheme)
  const sequence = (before?.sequence ?? 0n) + 1n
  const body: { [name: string]: Json } = {
    period: input.period,
    sequence: `${sequence}`,
    previous: before?.hash ?? null,
    firstDay: input.days[0]?.day ?? '',
    lastDay: input.days.at(-1)?.day ?? '',
    closedAt: '2031-01-01T02:00:00.000Z',
    timeZone: 'Asia/Jakarta',
    currency: 'IDR',
    scheme,
    schemeHash: hashOf('panggung/scheme/1', scheme),
    poolMicro: `${total(days, (day) => day.pool)}`,
    creators: {
      ...account(open.creators, creatorsMicro, creatorsPosted),
      tree: published(totals.map((t) => t.node)),
    },
    platform: account(open.platform, platform, platformPosted),
    unattributed: {
      openingMicro: `${open.unattributed}`,
      accruedMicro: `${unattributed}`,
      closingMicro: `${open.unattributed + unattributed}`,
    },
    days: days.map((day) => ({
      day: day.day,
      poolMicro: `${day.pool}`,
      creatorsMicro: `${day.creatorsMicro}`,
      platformMicro: `${day.platform}`,
      unattributedMicro: `${day.unattributed}`,
      creatorTree: published(day.creators.map((c) => c.node)),
      viewerTree: published(day.viewers.map((v) => v.node)),
      views: day.views,
    })),
  }
  const document = seal('panggung/period/1', body)

  const statements = totals.map((t, index) =>
    seal('panggung/statement/1', {
      period: input.period,
      creator: t.creator,
      total: {
        openingMicro: `${t.opening}`,
        accruedMicro: `${t.accrued}`,
        posted: `${t.posted}`,
        closingMicro: `${t.now.closing}`,
        cumulativeMicro: `${t.now.micro}`,
        cumulativePosted: `${t.now.posted}`,
        index: `${index}`,
        proof: proofOf(
          totals.map((other) => other.node),
          [index],
        ),
        transfers: t.posted === 0n ? null : { micro: freshId(), whole: freshId() },
      },
      days: days.flatMap((day) => {
        const at = day.creators.findIndex((c) => c.creator === t.creator)
        const mine = day.creators[at]
        if (!mine) return []
        const seen = [...new Set(mine.own.map((row) => row.of))]
        const places = seen.map((viewer) => day.viewers.indexOf(viewer))
        return [
          {
            day: day.day,
            micro: `${mine.node.sum}`,
            transfer: mine.node.sum === 0n ? null : freshId(),
            views: day.views,
            index: `${at}`,
            proof: proofOf(
              day.creators.map((c) => c.node),
              [at],
            ),
            rows: mine.own.map(({ viewer, video, watchMs, micro }) => ({
              viewer,
              video,
              watchMs: `${watchMs}`,
              micro: `${micro}`,
            })),
            viewers: seen.map((v, i) => ({
              viewer: v.viewer,
              index: `${places[i]}`,
              adMicro: `${v.adMicro}`,
              watchMs: `${v.all}`,
            })),
            viewerProof: proofOf(
              day.viewers.map((v) => v.node),
              places,
            ),
          },
        ]
      }),
      document: { ...document },
    }),
  )
  const state: State = {
    sequence,
    hash: hashOf(document.format, body),
    creators: held,
    closing: {
      creators: open.creators + creatorsMicro - creatorsPosted * MILLION,
      platform: open.platform + platform - platformPosted * MILLION,
      unattributed: open.unattributed + unattributed,
    },
  }
  return { document, statements, state }
}

// --- random instances ---
export type Shape = { seed: number; periods: number; creators: number; viewers: number; monthly: boolean }
export function dice(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  const hex = (digits: number) => Array.from({ length: digits }, () => below(16).toString(16)).join('')
  return {
    below,
    hex,
    oneOf: <T>(first: T, ...rest: T[]): T => [first, ...rest][below(rest.length + 1)] ?? first,
  }
}
const addDays = (day: string, n: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)

/** Periods one after the other: weeks from 2026-W51 (over a week 53) or months from 2027-12 (over a 29 February). */
export function calendar(monthly: boolean, n: number): { period: string; days: string[] } {
  if (monthly) {
    const first = new Date(Date.UTC(2027, 11 + n, 1)).toISOString().slice(0, 10)
    const length = new Date(Date.UTC(2027, 12 + n, 0)).getUTCDate()
    return { period: first.slice(0, 7), days: Array.from({ length }, (_, i) => addDays(first, i)) }
  }
  const period = n < 3 ? `2026-W${51 + n}` : `2027-W${String(n - 2).padStart(2, '0')}`
  return { period, days: Array.from({ length: 7 }, (_, i) => addDays('2026-12-14', 7 * n + i)) }
}
export function world(shape: Shape) {
  const { below, hex, oneOf } = dice(shape.seed)
  const id = (n: number) => `0199c0de-${hex(4)}-7000-8000-${n.toString(16).padStart(12, '0')}`
  const creators = Array.from({ length: shape.creators }, (_, i) => id(i))
  const videos = creators.flatMap((creator, i) =>
    Array.from({ length: 1 + below(3) }, (_, k) => ({ creator, video: id(1000 + i * 10 + k) })),
  )
  const capMs = BigInt(oneOf(60_000, 1, 7, 1_000_000))
  const money = () => BigInt(oneOf(1 + below(9), 1 + below(5_000_000), 10 ** 15 + below(10 ** 9), 1_000_000))
  const weight = () => oneOf(capMs, 1n, 1n + (BigInt(below(10 ** 6)) % capMs))
  const share = () =>
    oneOf({ num: 55n, den: 100n }, { num: 0n, den: 1n }, { num: 1n, den: 1n }, { num: 1n, den: 3n })
  let state: State | undefined
  return Array.from({ length: shape.periods }, (_, n) => {
    const { period, days } = calendar(shape.monthly, n)
    const skipped = n === 0 ? below(days.length) : 0 // a first document may begin inside its period
    const input: PeriodInput = {
      period,
      scheme: { ...share(), capMs },
      days: days.slice(skipped).map((day) => ({
        day,
        views: oneOf<Record<string, string>>(
          {},
          { paid: `${below(99)}`, too_short: '0' },
          JSON.parse('{"__proto__":"1"}'),
        ),
        viewers: Array.from({ length: below(shape.viewers + 1) }, () => ({
          viewer: hex(32),
          adMicro: money(),
          watched: below(4)
            ? videos.filter(() => below(3) === 0).map((v) => ({ ...v, watchMs: weight() }))
            : [],
        })),
      })),
    }
    const made = build(input, state)
    state = made.state
    return { input, ...made }
  })
}
