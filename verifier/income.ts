// SPDX-License-Identifier: Apache-2.0
// Everything else that a creator earned, was taxed and was paid ("§5 Tax", "§7 income" of docs/statement-format.md).
// Version 2 only.

import { canonical, Item, need, sha256, utf8 } from './read.ts'
import type { File, Steps } from './signed.ts'
import { lead, leaf, treeSum, u128, u64 } from './trees.ts'

/** In the order of the income leaf. */
const EARNS = ['ads', 'gift', 'tip', 'subscription', 'split', 'correction'] as const
const ADDS = [...EARNS, 'returned', 'payout_returned'] as const
const TAKES_OFF = ['refund', 'deduction', 'tax', 'payout'] as const
export const KINDS = [...ADDS, ...TAKES_OFF] as const
const REASONED = ['deduction', 'returned', 'refund', 'correction', 'payout_returned']
const sum = (kinds: Item, names: readonly string[], what: string) =>
  names.reduce((total, name) => total + kinds.n(`${name}.${what}`), 0n)
const net = (kinds: Item, what: string) => sum(kinds, ADDS, what) - sum(kinds, TAKES_OFF, what)
function cumulate(kinds: Item) {
  for (const kind of KINDS)
    kinds.must(
      `${kind}.cumulative`,
      kinds.n(`${kind}.cumulative`) >= kinds.n(`${kind}.amount`),
      `${kinds.t(`${kind}.amount`)} …`,
    )
}
const ordered = (items: Item[], key: (item: Item) => string) => {
  for (const [i, item] of items.entries()) {
    const last = items[i - 1]
    need(!last || key(last) < key(item), item.at, key(item))
  }
}

export const incomeSteps = {
  'income-sums'({ doc, treeName }) {
    const kinds = doc.item('income.kinds')
    kinds.same('ads.amount', doc.n('creators.posted'))
    treeSum(doc.item('income.tree'), sum(kinds, EARNS, 'amount'), treeName('income', doc.t('period')))
    doc.same('income.owed', net(kinds, 'cumulative'))
    cumulate(kinds)
    doc.must('income.until', doc.t('income.until') <= doc.t('closedAt'), `… ${doc.t('closedAt')}`)
    ordered(doc.list('taxRules'), (rule) => rule.t('id'))
  },
  lines({ body, doc }) {
    const income = body.item('income')
    const lines = income.list('lines')
    ordered(lines, (line) => `${line.t('at')} ${line.t('id')}`)
    for (const line of lines) checkLine(line, doc)
    for (const kind of KINDS.slice(1)) {
      const due = lines
        .filter((line) => line.t('kind') === kind)
        .reduce((all, line) => all + line.n('amount'), 0n)
      income.same(`kinds.${kind}.amount`, due)
    }
  },
  income({ body, doc, total }) {
    const income = body.item('income')
    const kinds = income.item('kinds')
    kinds.same('ads.amount', total ? total.n('posted') : 0n)
    if (total) kinds.same('ads.cumulative', total.n('cumulativePosted'))
    income.same('closing', income.n('opening') + net(kinds, 'amount'))
    income.same('closing', net(kinds, 'cumulative'))
    cumulate(kinds)
    if (doc.n('sequence') === 1n) income.same('opening', 0n)
  },
  tax(file) {
    const rules = new Map(file.body.list('taxRules').map((rule) => [rule.t('id'), rule]))
    ordered(file.body.list('taxRules'), (rule) => rule.t('id'))
    checkRules(file)
    const named = new Set<string>()
    for (const line of file.body.list('income.lines')) {
      const tax = line.get('tax')
      if (!(tax instanceof Item)) continue
      const [rule, base] = [
        ruleAt(tax, 'rule', rules),
        tax.get('onTopOf') === null ? undefined : ruleAt(tax, 'onTopOf', rules),
      ]
      for (const one of [rule, base]) if (one) named.add(one.t('id'))
      checkTax(line, tax, rule, base)
    }
    for (const [id, rule] of rules) need(named.has(id), rule.at, id)
  },
  'income-proof'({ body, doc, treeName }) {
    const income = body.item('income')
    const kinds = income.item('kinds')
    const sums = KINDS.map((kind) => u128(kinds.n(`${kind}.amount`)) + u128(kinds.n(`${kind}.cumulative`)))
    const lines = income.list('lines')
    const fields =
      body.id('creator') +
      u64(BigInt(lines.length)) +
      sha256(utf8(canonical(lines))) +
      u128(income.n('opening')) +
      u128(income.n('closing')) +
      sums.join('')
    const own = leaf('07', sum(kinds, EARNS, 'amount'), fields)
    const name = treeName('income', doc.t('period'))
    lead([[income.n('index'), own]], doc.item('income.tree'), { owner: income, proof: 'proof', name })
  },
} satisfies Steps

function checkLine(line: Item, doc: Item) {
  const kind = line.t('kind')
  line.must('amount', line.n('amount') > 0n, '1 …')
  line.must('at', line.t('at') <= doc.t('income.until'), `… ${doc.t('income.until')}`)
  line.must('tax', (line.get('tax') !== null) === (kind === 'tax'), kind)
  line.must('reason', (line.get('reason') !== null) === REASONED.includes(kind), kind)
  const split = line.get('split')
  if (!(split instanceof Item)) return
  split.must('basisPoints', split.n('basisPoints') <= 10_000n, '… 10000')
  const product = split.n('of') * split.n('basisPoints')
  const extra = line.n('amount') - product / 10_000n
  line.must('amount', extra === 0n || (extra === 1n && product % 10_000n > 0n), `${product} / 10000`)
}

/** Each rule is the one whose hash the document carries, and well formed. */
function checkRules({ body, doc }: File) {
  const hashes = new Map(doc.list('taxRules').map((rule) => [rule.t('id'), rule.t('hash')]))
  for (const rule of body.list('taxRules')) {
    const hash = sha256(utf8(`panggung/tax-rule/2\n${canonical(rule)}`))
    need(hashes.get(rule.t('id')) === hash, rule.at, `${hash} ≠ ${hashes.get(rule.t('id'))}`)
    const brackets = rule.list('brackets')
    rule.must('brackets', brackets.length > 0, '1 …')
    rule.must('base', rule.n('base.den') > 0n, '> 0')
    for (const [i, bracket] of brackets.entries()) {
      const isLast = i === brackets.length - 1
      bracket.must('rate', bracket.n('rate.den') > 0n, '> 0')
      bracket.must('upTo', (bracket.get('upTo') === null) === isLast, isLast ? 'null' : 'a limit')
      const floor = brackets[i - 1]?.n('upTo') ?? 0n
      bracket.must('upTo', isLast || bracket.n('upTo') > floor, `${floor} …`)
    }
    const onTopOf = rule.get('onTopOf')
    rule.must(
      'onTopOf',
      rule.t('effect') === 'surcharge' || (Array.isArray(onTopOf) && onTopOf.length === 0),
      '[]',
    )
  }
}

function ruleAt(tax: Item, member: string, rules: Map<string, Item>): Item {
  const rule = rules.get(tax.t(member))
  need(rule !== undefined, tax.where(member), tax.t(member), 'missing')
  const day = tax.t('day')
  const ends = rule.get('to')
  tax.must('day', rule.t('from') <= day && (typeof ends !== 'string' || day <= ends), rule.at)
  return rule
}

type Fraction = { num: bigint; den: bigint }
const fraction = (item: Item, path: string): Fraction => ({
  num: item.n(`${path}.num`),
  den: item.n(`${path}.den`),
})
const times = (a: Fraction, b: Fraction): Fraction => ({ num: a.num * b.num, den: a.den * b.den })
const plus = (a: Fraction, b: Fraction): Fraction => ({
  num: a.num * b.den + b.num * a.den,
  den: a.den * b.den,
})
const less = (a: Fraction, b: Fraction) => a.num * b.den < b.num * a.den

/** What a rule takes of an amount, exactly (§5 Tax). */
function taxOf(rule: Item, amount: Fraction): Fraction {
  const base = times(amount, fraction(rule, 'base'))
  let [all, floor]: [Fraction, Fraction] = [
    { num: 0n, den: 1n },
    { num: 0n, den: 1n },
  ]
  for (const bracket of rule.list('brackets')) {
    if (!less(floor, base)) break
    const limit = bracket.get('upTo') === null ? base : { num: bracket.n('upTo'), den: 1n }
    const top = less(limit, base) ? limit : base
    const width = plus(top, { num: -floor.num, den: floor.den })
    all = plus(all, times(width, fraction(bracket, 'rate')))
    floor = limit
  }
  return all
}
function rounded({ num, den }: Fraction, how: string): bigint {
  if (how === 'half-up') return (2n * num + den) / (2n * den)
  return num / den + (how === 'up' && num % den > 0n ? 1n : 0n)
}
function checkTax(line: Item, tax: Item, rule: Item, base: Item | undefined) {
  tax.same('article', rule.t('article'))
  tax.must('onTopOf', (base === undefined) === (rule.t('effect') === 'tax'), rule.t('effect'))
  if (base) {
    const series = rule.get('onTopOf')
    const isNamed = Array.isArray(series) && series.includes(base.t('series'))
    tax.must('onTopOf', base.t('effect') === 'tax' && isNamed, base.at)
  }
  const gross = { num: tax.n('gross'), den: 1n }
  line.same('amount', rounded(taxOf(rule, base ? taxOf(base, gross) : gross), rule.t('rounding')))
}
