// SPDX-License-Identifier: Apache-2.0
// The form that every member must have, in both versions of the format ("§" is a section of docs/statement-format.md).

import { Item, type Json, isInstant, need } from './read.ts'

// `*` a list, `?` or null, `=` this very text (or one of several), `~` a word that `scheme` compares; a name that
// ends in a digit is version 2's where the two differ
function cut(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return [text.slice(0, at), text.slice(at + 1)]
}
const SHAPES = new Map(
  `statement format:=panggung/statement/1 body:statementBody key:hex64 signature:hex128
  period format:=panggung/period/1 body:documentBody key:hex64 signature:hex128
  statementBody period:week/month creator:uuid total:total days:day* document:period
  total @ posted:u128 cumulativeMicro:u128 cumulativePosted:u128 index:u64 proof:node* transfers:transfers?
  transfers micro:uuid whole:uuid
  node sum:u128 hash:hex64
  day day:date micro:u128 transfer:uuid? views:views index:u64 proof:node* rows:row* viewers:viewer* viewerProof:node*
  row viewer:hex32 video:uuid watchMs:u64 micro:u128
  viewer viewer:hex32 index:u64 adMicro:u128 watchMs:u64
  documentBody period:week/month sequence:u64 previous:hex64? firstDay:date lastDay:date closedAt:instant timeZone:text \
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
    ties:~lower-sha256-of-day-viewer-video posting:~floor-to-whole-units-per-period-residue-carried
  statement2 format:=panggung/statement/2 body:statementBody2 key:hex64 signature:hex128
  period2 format:=panggung/period/2 body:documentBody2 key:hex64 signature:hex128
  rotation format:=panggung/key/2 body:rotationBody key:hex64 signature:hex128
  rotationBody instance:hex64 sequence:u64 nextKey:hex64
  statementBody2 period:week/month creator:uuid income:income ads:ads? taxRules:taxRule* rotations:rotation* \
    document:period2
  income opening:u128 closing:u128 kinds:kinds lines:line* index:u64 proof:node*
  kinds ads:sums gift:sums tip:sums subscription:sums split:sums correction:sums returned:sums \
    payout_returned:sums refund:sums deduction:sums tax:sums payout:sums
  sums amount:u128 cumulative:u128
  line id:uuid kind:=gift|tip|subscription|split|correction|returned|payout_returned|refund|deduction|tax|payout \
    at:instant amount:u128 transfer:uuid video:uuid? split:partOf? tax:taxOf? reason:word?
  partOf split:uuid of:u128 basisPoints:u64
  taxOf rule:text article:text gross:u128 day:date onTopOf:text?
  ads total:total2 days:day* splits:split*
  total2 @ splitInMicro:u128 splitOutMicro:u128 posted:u128 cumulativeMicro:u128 cumulativePosted:u128 index:u64 \
    proof:node* transfers:transfers?
  split split:uuid video:uuid owner:uuid firstDay:date lastDay:date micro:u128 parts:part* index:u64 proof:node*
  part creator:uuid basisPoints:u64 micro:u128 transfer:uuid?
  taxRule id:text series:text kind:text effect:=tax|surcharge from:date to:date? base:fraction brackets:bracket* \
    rounding:=half-up|down|up onTopOf:text* article:text certainty:=settled|uncertain
  bracket upTo:u128? rate:fraction
  documentBody2 instance:hex64 period:week/month sequence:u64 previous:hex64? nextKey:hex64? firstDay:date \
    lastDay:date closedAt:instant timeZone:text currency:currency scheme:scheme2 schemeHash:hex64 poolMicro:u128 \
    creators:creators platform:platform unattributed:unattributed splits:splitSums income:incomeSums \
    taxRules:ruleHash* days:documentDay*
  splitSums micro:u128 movedMicro:u128 tree:tree
  incomeSums until:instant kinds:kinds owed:u128 tree:tree
  ruleHash id:text hash:hex64
  scheme2 name:text validFrom:date creatorsShare:fraction paidView:paidView weight:weight \
    unattributed:~held-and-disclosed rule:~viewer-day music:music rounding:rounding2 shares:shares
  music state:~not-applied fractions:fraction*
  shares gift:fraction tip:fraction subscription:fraction
  rounding2 creatorsPart:~floor-per-viewer-day allocation:~largest-remainder-per-viewer-day \
    ties:~lower-sha256-of-day-viewer-video posting:~floor-to-whole-units-per-period-residue-carried \
    splits:~largest-remainder-per-split-and-period`
    .replaceAll('@', 'openingMicro:u128 accruedMicro:u128 closingMicro:u128')
    .split('\n')
    .map((line) => cut(line.trim(), ' '))
    .map(([name, members]) => [name, new Map(members.split(/ +/).map((pair) => cut(pair, ':')))]),
)
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
function fits(type: string, text: string, rule: boolean): boolean {
  const size = Number(/\d+$/.exec(type)?.[0])
  if (type.startsWith('=')) return type.slice(1).split('|').includes(text)
  if (type.startsWith('~')) return text === type.slice(1) || !rule
  if (type === 'word') return /^[A-Za-z0-9_-]+$/.test(text)
  if (type.startsWith('hex')) return text.length === size && /^[0-9a-f]*$/.test(text)
  if (size) return /^(0|[1-9][0-9]{0,38})$/.test(text) && BigInt(text) >> BigInt(size) === 0n
  if (type === 'uuid' || type === 'currency') return (type === 'uuid' ? UUID : /^[A-Z]{3}$/).test(text)
  if (type === 'date' || type === 'instant')
    return isInstant(type === 'date' ? `${text}T00:00:00.000Z` : text)
  return (
    type === 'text' ||
    (type === 'week/month' && /^\d{4}-(0[1-9]|1[0-2]|W(0[1-9]|[1-4]\d|5[0-3]))$/.test(text))
  )
}
const verdicts = (views: Item) =>
  new Map([...views.keys()].filter((word) => /^[a-z_]+$/.test(word)).map((word) => [word, 'u64']))
/** Every member is there, none is unknown, each has its form; with `rule`, the words of the rule are known too. */
export function conform(value: Json | undefined, type: string, at: string, rule = false) {
  const [bare, list] = [type.replace(/[*?]$/, ''), type.endsWith('*')]
  const members = bare === 'views' && value instanceof Item ? verdicts(value) : SHAPES.get(bare)
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
    need(right, at, `${shown} ≠ ${type}`, rule ? 'rule' : 'shape')
  }
}
