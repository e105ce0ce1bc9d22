// SPDX-License-Identifier: Apache-2.0
// Ad money, in both versions of the format: days, rows, proofs, splits, totals ("§5" to "§8" of
// docs/statement-format.md).

import { conform } from './form.ts'
import { canonical, dayName, dayNumber, type Item, need, periodOf, sha256, utf8 } from './read.ts'
import { ACCOUNTS, type File, netOf, type Steps } from './signed.ts'
import { climb, hashOf, hexOf, lead, leaf, type Node, treeSum, u128, u64 } from './trees.ts'

type Rank = { rest: bigint; tie: string; at: string }
const MILLION = 1_000_000n
const WHOLE_POINTS = 10_000n
const add = (items: Item[], name: string) => items.reduce((sum, item) => sum + item.n(name), 0n)
const partOf = (viewer: Item, s: Item) =>
  (viewer.n('adMicro') * s.n('creatorsShare.num')) / s.n('creatorsShare.den')
/** Comes first in the order in which leftover units are given (§5, 3). */
const above = (a: Rank, b: Rank) => a.rest > b.rest || (a.rest === b.rest && a.tie < b.tie)
function balance(of: Item) {
  const posted = of.has('posted') ? of.n('posted') * MILLION : 0n
  of.same('closingMicro', of.n('openingMicro') + of.n('accruedMicro') - posted)
}
function ascending(owner: Item, list: string, least: number, key: (item: Item) => string) {
  const keys = owner.list(list).map(key)
  owner.must(list, keys.length >= least, `${least} …`)
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
function within(scheme: Item, path: string) {
  const [num, den] = [scheme.n(`${path}.num`), scheme.n(`${path}.den`)]
  scheme.must(path, 0n < den && num <= den, '0 … 1')
}

export const adSteps = {
  scheme({ doc, scheme, version }) {
    conform(scheme, version === 2 ? 'scheme2' : 'scheme', scheme.at, true)
    within(scheme, 'creatorsShare')
    if (version === 2) {
      for (const source of scheme.item('shares').keys()) within(scheme, `shares.${source}`)
      for (const fraction of scheme.list('music.fractions'))
        need(0n < fraction.n('den') && fraction.n('num') <= fraction.n('den'), fraction.at, '0 … 1')
    }
    doc.same('schemeHash', sha256(utf8(`panggung/scheme/${version}\n${canonical(scheme)}`)))
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
  'day-sums'({ doc, scheme, treeName }) {
    const [num, den] = [scheme.n('creatorsShare.num'), scheme.n('creatorsShare.den')]
    for (const day of doc.list('days')) {
      const given = day.n('creatorsMicro') + day.n('unattributedMicro')
      const most = num * day.n('poolMicro')
      const least = most - (den - 1n) * day.n('viewerTree.leaves')
      day.same('poolMicro', given + day.n('platformMicro'))
      treeSum(day.item('creatorTree'), day.n('creatorsMicro'), treeName('creator-day', day.t('day')))
      treeSum(day.item('viewerTree'), day.n('poolMicro'), treeName('viewer-day', day.t('day')))
      const shown = `creators + unattributed ${given} ≠ ${num}/${den} · ${day.t('poolMicro')}`
      need(least <= den * given && den * given <= most, day.where('creatorsMicro'), shown)
    }
  },
  'period-sums'({ doc, treeName, version }) {
    doc.same('poolMicro', add(doc.list('days'), 'poolMicro'))
    for (const name of ACCOUNTS) {
      doc.same(`${name}.accruedMicro`, add(doc.list('days'), `${name}Micro`))
      balance(doc.item(name))
    }
    const period = doc.t('period')
    doc.must('platform.closingMicro', doc.n('platform.closingMicro') < MILLION, `… ${MILLION}`)
    treeSum(doc.item('creators.tree'), doc.n('creators.accruedMicro'), treeName('creator-period', period))
    if (version === 1) return
    doc.must('platform.openingMicro', doc.n('platform.openingMicro') < MILLION, `… ${MILLION}`)
    treeSum(doc.item('splits.tree'), doc.n('splits.micro'), treeName('split', period))
    doc.must('splits.movedMicro', doc.n('splits.movedMicro') <= doc.n('splits.micro'), doc.t('splits.micro'))
  },
  'statement-period'({ body, doc, days, version }) {
    body.same('period', doc.t('period'))
    if (version === 1) ascending(body, 'days', 1, (day) => day.t('day'))
    else if (body.get('ads') !== null) ascending(body.item('ads'), 'days', 0, (day) => day.t('day'))
    const known = doc.list('days').map((day) => day.t('day'))
    for (const day of days) day.must('day', known.includes(day.t('day')), doc.t('period'))
  },
  'row-order': daily((day) => ascending(day, 'rows', 1, (row) => row.t('viewer') + row.t('video'))),
  viewers: daily((day) => {
    const due = [...new Set(day.list('rows').map((row) => row.t('viewer')))]
    for (const [i, viewer] of day.list('viewers').entries()) viewer.same('viewer', due[i] ?? 'none')
    day.must('viewers', due.length === day.list('viewers').length, due.length)
  }),
  'viewer-proof': daily((day, { scheme, treeName }, published) => {
    const known = day.list('viewers').map((viewer): [bigint, Node] => {
      viewer.must('adMicro', viewer.n('adMicro') > 0n, '1 …')
      const fields = viewer.t('viewer') + u64(viewer.n('watchMs')) + u128(partOf(viewer, scheme))
      return [viewer.n('index'), leaf('03', viewer.n('adMicro'), fields)]
    })
    const name = treeName('viewer-day', day.t('day'))
    lead(known, published.item('viewerTree'), { owner: day, proof: 'viewerProof', name })
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
        const tie = hashOf(hexOf(day.t('day')) + row.t('viewer') + row.id('video'))
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
  'creator-proof': daily((day, { body, treeName }, published) => {
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
    const name = treeName('creator-day', day.t('day'))
    lead([[day.n('index'), own]], published.item('creatorTree'), { owner: day, proof: 'proof', name })
  }),
  splits(file) {
    const ads = file.body.get('ads')
    if (ads === null) return
    ascending(file.body.item('ads'), 'splits', 0, (split) => split.t('split'))
    for (const split of splitsOf(file)) checkSplit(file, split)
    checkOverlaps(splitsOf(file))
  },
  total(file) {
    const { days, doc, total: all, version } = file
    if (!all) return
    all.same('accruedMicro', add(days, 'micro'))
    if (version === 2) {
      const [out, into] = moved(file)
      all.same('splitOutMicro', out)
      all.same('splitInMicro', into)
      all.must('splitOutMicro', out <= all.n('accruedMicro'), `… ${all.t('accruedMicro')}`)
      all.must('openingMicro', all.n('openingMicro') < MILLION, `… ${MILLION}`)
    }
    const net = netOf(all, version)
    const [posted, isFirst] = [all.n('posted'), doc.n('sequence') === 1n]
    all.same('closingMicro', all.n('openingMicro') + net - posted * MILLION)
    all.must('closingMicro', all.n('closingMicro') < MILLION, `… ${MILLION}`)
    all.same('cumulativeMicro', all.n('cumulativePosted') * MILLION + all.n('closingMicro'))
    const past = all.n('cumulativeMicro') - net
    all.must('cumulativeMicro', isFirst ? past === 0n : past >= 0n, net)
    const [sum, least] = [all.n('cumulativePosted'), posted]
    all.must('cumulativePosted', isFirst ? sum === least : sum >= least, posted)
    if (isFirst) all.same('openingMicro', 0n)
  },
  'total-proof'({ body, doc, days, total: all, treeName, version }) {
    if (!all) return
    const numbers = (names: string[]) => names.map((name) => u128(all.n(name))).join('')
    const since = ['openingMicro', 'posted', 'closingMicro', 'cumulativeMicro', 'cumulativePosted']
    const counts = u64(BigInt(days.length)) + u64(BigInt(body.list('ads.splits').length))
    const own =
      version === 1
        ? leaf('04', all.n('accruedMicro'), body.id('creator') + numbers(since))
        : leaf(
            '05',
            netOf(all, version),
            body.id('creator') +
              counts +
              numbers(['accruedMicro', 'splitInMicro', 'splitOutMicro', ...since]),
          )
    const name = treeName('creator-period', doc.t('period'))
    lead([[all.n('index'), own]], doc.item('creators.tree'), { owner: all, proof: 'proof', name })
  },
  transfers(file) {
    const due = (item: Item, name: string, isMoved: boolean) =>
      item.must(name, (item.get(name) === null) === !isMoved, isMoved ? 'id' : 'null')
    if (file.total) due(file.total, 'transfers', file.total.n('posted') > 0n)
    for (const day of file.days) due(day, 'transfer', day.n('micro') > 0n)
    for (const split of splitsOf(file))
      for (const part of split.list('parts'))
        due(part, 'transfer', part.n('micro') > 0n && part.t('creator') !== split.t('owner'))
  },
} satisfies Steps

const splitsOf = ({ body, version }: File) => (version === 2 ? body.list('ads.splits') : [])

function checkSplit(file: File, split: Item) {
  const { body, doc, days, treeName } = file
  const [creator, owner, all] = [body.t('creator'), split.t('owner'), split.n('micro')]
  ascending(split, 'parts', 1, (part) => part.t('creator'))
  const parts = split.list('parts')
  const isIn = (id: string) => parts.some((part) => part.t('creator') === id)
  split.must('parts', isIn(creator) && isIn(owner), `${creator}, ${owner}`)
  split.must('parts', add(parts, 'basisPoints') === WHOLE_POINTS, WHOLE_POINTS)
  const [from, to] = [split.t('firstDay'), split.t('lastDay')]
  split.must('firstDay', doc.t('firstDay') <= from && from <= to, doc.t('firstDay'))
  split.must('lastDay', to <= doc.t('lastDay'), doc.t('lastDay'))
  split.must('micro', all > 0n, '1 …')
  if (owner === creator) {
    const own = days.filter((day) => from <= day.t('day') && day.t('day') <= to)
    const rows = own.flatMap((day) => day.list('rows')).filter((row) => row.t('video') === split.t('video'))
    split.same('micro', add(rows, 'micro'))
  }
  shareParts(split, parts, doc.t('period'))
  const fields = parts.map((part) => part.id('creator') + u64(part.n('basisPoints')) + u128(part.n('micro')))
  const own = leaf(
    '06',
    all,
    ['split', 'video', 'owner'].map((id) => split.id(id)).join('') +
      hexOf(from + to) +
      u64(BigInt(parts.length)) +
      hashOf(fields.join('')),
  )
  const name = treeName('split', doc.t('period'))
  lead([[split.n('index'), own]], doc.item('splits.tree'), { owner: split, proof: 'proof', name })
}

/** Largest remainder over all parts: exact, as every part is here. */
function shareParts(split: Item, parts: Item[], period: string) {
  const exact = parts.map((part) => {
    part.must('basisPoints', part.n('basisPoints') > 0n, '1 …')
    const product = split.n('micro') * part.n('basisPoints')
    const tie = hashOf(hexOf(period) + split.id('split') + part.id('creator'))
    return { part, whole: product / WHOLE_POINTS, rest: product % WHOLE_POINTS, tie, at: '' }
  })
  let left = split.n('micro') - exact.reduce((sum, { whole }) => sum + whole, 0n)
  for (const { part, whole } of exact.sort((a, b) => (above(a, b) ? -1 : 1)))
    part.same('micro', left-- > 0n ? whole + 1n : whole)
}

/** One video has one split a day. */
function checkOverlaps(splits: Item[]) {
  for (const [i, split] of splits.entries())
    for (const other of splits.slice(0, i))
      split.must(
        'firstDay',
        split.t('video') !== other.t('video') ||
          split.t('lastDay') < other.t('firstDay') ||
          other.t('lastDay') < split.t('firstDay'),
        other.at,
      )
}

/** What went to the partners of the creator's videos, and what came from those of others. */
function moved(file: File): [bigint, bigint] {
  let [out, into] = [0n, 0n]
  const creator = file.body.t('creator')
  for (const split of splitsOf(file))
    for (const part of split.list('parts')) {
      const isOwn = part.t('creator') === creator
      if (split.t('owner') === creator && !isOwn) out += part.n('micro')
      if (split.t('owner') !== creator && isOwn) into += part.n('micro')
    }
  return [out, into]
}
