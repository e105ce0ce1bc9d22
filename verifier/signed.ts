// SPDX-License-Identifier: Apache-2.0
// Signed documents ("§3" of docs/statement-format.md): opening one, its signature, its keys, its place in the chain.

import { conform } from './form.ts'
import {
  bytesOf,
  canonical,
  dayName,
  dayNumber,
  Item,
  type Json,
  type Note,
  need,
  parse,
  sha256,
  utf8,
} from './read.ts'
import type { TreeName } from './trees.ts'

export type Kind = 'statement' | 'period'
export const ACCOUNTS = ['creators', 'platform', 'unattributed']

function unseal(value: Json, at: string) {
  need(value instanceof Item, at, 'object', 'shape')
  const message = utf8(`${value.t('format')}\n${canonical(value.item('body'))}`)
  return { seal: value, body: value.item('body'), message, hash: sha256(message) }
}
type Signed = ReturnType<typeof unseal>

/** A period document, or a statement with the one inside; `document` and `doc` are the period's in either case. */
export function open(text: string, at: string) {
  const value = parse(text, at)
  const format = value instanceof Item ? value.t('format') : ''
  const kind: Kind = format.startsWith('panggung/period/') ? 'period' : 'statement'
  const version = format.endsWith('/2') ? 2 : 1
  conform(value, version === 2 ? `${kind}2` : kind, at)
  const main = unseal(value, at)
  const document = kind === 'period' ? main : unseal(main.body.item('document'), main.body.where('document'))
  return { ...main, kind, version, document, doc: document.body }
}
export type Opened = ReturnType<typeof open>

export type File = Opened & {
  earlier: Opened[]
  /** Of version 1 the key of every document; of version 2 the name of the instance. As known, or as the file says. */
  known: string
  scheme: Item
  /** The creator's days and total, wherever this version keeps them. */
  days: Item[]
  total: Item | undefined
  treeName: (tree: string, scope: string) => TreeName
}
export type Outcome = Note | undefined | void
export type Steps = Record<string, (file: File) => Outcome | Promise<Outcome>>

export function fileOf(main: Opened, earlier: Opened[], known: string | undefined): File {
  const { version, doc, body } = main
  const ads = version === 2 ? body.get('ads') : body
  const of = main.kind === 'statement' && ads instanceof Item ? ads : undefined
  const said = version === 2 ? doc.t('instance') : main.document.seal.t('key')
  return {
    ...main,
    earlier,
    known: known?.trim().toLowerCase() ?? said,
    scheme: doc.item('scheme'),
    days: of?.list('days') ?? [],
    total: of?.item('total'),
    treeName: (tree, scope) => (version === 2 ? { instance: doc.t('instance'), tree, scope } : undefined),
  }
}

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
/** In version 1 one key signs everything; in version 2 each by its own, and `keys` says how they hang together. */
const signed = ({ version, known }: File, of: Signed) =>
  signedBy(version === 1 ? known : of.seal.t('key'), of)
/** An earlier file is this instance's, and signed. */
async function before(file: File, of: Opened, part: Signed) {
  if (of.version === 2) of.doc.must('instance', of.doc.t('instance') === file.known, file.known)
  await signedBy(of.version === 2 ? part.seal.t('key') : file.known, part)
}

/** Each rotation is signed by the key before it and names this instance; the last one leads to the statement's key. */
async function followRotations({ seal, body, document, doc }: File) {
  let [key, sequence] = [document.seal.t('key'), doc.n('sequence')]
  for (const [i, item] of body.list('rotations').entries()) {
    const rotation = unseal(item, item.at)
    await signedBy(key, rotation)
    rotation.body.same('instance', doc.t('instance'))
    const here = rotation.body.n('sequence')
    rotation.body.must('sequence', i ? here > sequence : here >= sequence, `${sequence} …`)
    if (here === doc.n('sequence'))
      rotation.body.must('nextKey', doc.get('nextKey') === rotation.body.get('nextKey'), doc.t('nextKey'))
    ;[key, sequence] = [rotation.body.t('nextKey'), here]
  }
  seal.same('key', key)
}

/** The document before this one, of either version. */
function follows({ doc, document, version }: File, earlier: Opened) {
  doc.same('sequence', earlier.doc.n('sequence') + 1n)
  doc.same('previous', earlier.document.hash)
  for (const name of ACCOUNTS) doc.same(`${name}.openingMicro`, earlier.doc.n(`${name}.closingMicro`))
  doc.same('firstDay', dayName(dayNumber(earlier.doc.t('lastDay')) + 1))
  if (version === 1) return
  const next = earlier.version === 2 ? earlier.doc.get('nextKey') : null
  document.seal.same('key', typeof next === 'string' ? next : earlier.document.seal.t('key'))
  const kinds = doc.item('income.kinds')
  for (const kind of kinds.keys()) {
    const amount = kinds.n(`${kind}.amount`)
    if (earlier.version === 2)
      kinds.same(`${kind}.cumulative`, earlier.doc.n(`income.kinds.${kind}.cumulative`) + amount)
    else if (kind !== 'ads') kinds.same(`${kind}.cumulative`, amount)
  }
  if (earlier.version === 2)
    doc.must(
      'income.until',
      earlier.doc.t('income.until') <= doc.t('income.until'),
      earlier.doc.t('income.until'),
    )
}

export const signedSteps = {
  'document-signature': (file) => signed(file, file.document),
  'statement-signature': (file) => signed(file, file),
  async keys(file) {
    const { doc, document, kind, known } = file
    need(doc.t('instance') === known, doc.where('instance'), `${doc.t('instance')} ≠ ${known}`, 'named')
    if (doc.n('sequence') === 1n) doc.same('instance', document.seal.t('key'))
    doc.must('nextKey', doc.get('nextKey') !== document.seal.t('key'), 'another key')
    if (kind === 'statement') await followRotations(file)
  },
  async chain(file) {
    const { doc, earlier, kind, version } = file
    const n = doc.n('sequence')
    doc.must('previous', n > 0n && (n === 1n) === (doc.get('previous') === null), `sequence ${n}`)
    if (n === 1n) {
      for (const name of ACCOUNTS) doc.same(`${name}.openingMicro`, 0n)
      const kinds = version === 2 ? doc.item('income.kinds') : new Item()
      for (const name of kinds.keys()) kinds.same(`${name}.cumulative`, kinds.n(`${name}.amount`))
    }
    // A creator's earlier statement may be some periods back; then its document is not the previous one.
    const isNext = (one: Opened) =>
      kind === 'period' || one.kind === 'period' || one.doc.n('sequence') === n - 1n
    const previous = earlier.filter(isNext)
    for (const one of previous) {
      one.document.seal.must('format', one.version <= version, `panggung/period/${version}`)
      await before(file, one, one.document)
      follows(file, one)
    }
    return n > 1n && !previous.length ? 'alone' : undefined
  },
  async 'earlier-statement'(file) {
    const { body, doc, earlier, total, version } = file
    const statements = earlier.filter(({ kind }) => kind === 'statement')
    for (const one of statements) {
      await before(file, one, one)
      body.same('creator', one.body.t('creator'))
      const [n, then] = [doc.n('sequence'), one.doc.n('sequence')]
      doc.must('sequence', then < n, `${then} …`)
      const old = fileOf(one, [], undefined).total
      if (total && old) continuesTotal(total, old, version === 1 || then === n - 1n, version)
      if (version === 2 && one.version === 2) continuesIncome(body, one.body, then === n - 1n)
    }
    return statements.length ? undefined : 'none'
  },
} satisfies Steps

function continuesTotal(total: Item, old: Item, isNext: boolean, version: number) {
  const [net, posted] = [netOf(total, version), total.n('posted')]
  for (const [name, amount] of [
    ['cumulativeMicro', net],
    ['cumulativePosted', posted],
  ] as const)
    total.must(
      name,
      isNext ? total.n(name) === old.n(name) + amount : total.n(name) >= old.n(name),
      old.t(name),
    )
  if (isNext) total.same('openingMicro', old.n('closingMicro'))
}
export const netOf = (total: Item, version: number) =>
  total.n('accruedMicro') + (version === 2 ? total.n('splitInMicro') - total.n('splitOutMicro') : 0n)

function continuesIncome(body: Item, old: Item, isNext: boolean) {
  const kinds = body.item('income.kinds')
  for (const kind of kinds.keys()) {
    const then = old.n(`income.kinds.${kind}.cumulative`)
    const now = kinds.n(`${kind}.cumulative`)
    kinds.must(`${kind}.cumulative`, isNext ? now === then + kinds.n(`${kind}.amount`) : now >= then, then)
  }
  if (isNext) body.same('income.opening', old.n('income.closing'))
}
