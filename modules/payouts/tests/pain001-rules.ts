/** A strict validator of pain.001.001.09, written from the published schema (ISO 20022, Payments Initiation, 2019): the
 *  elements of each type in their order with how often they may occur, and the facets of the simple types. It shares no
 *  code with what writes files. Types that this stage's files never use are left out: to find one is a fault. */

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  readonly text: string
}

/** Only what a bank's reader accepts without question: one root, no comments, no CDATA, no DTD, known entities.
 *  @throws where it is not well-formed */
export function parseXml(source: string): Element {
  if (!source.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n')) throw new Error('no XML declaration')
  let at = source.indexOf('\n') + 1
  const fail = (why: string): never => {
    throw new Error(`${why} at ${at}: ${source.slice(at, at + 40)}`)
  }
  const take = (pattern: RegExp): string[] => {
    const sticky = new RegExp(pattern.source, 'y')
    sticky.lastIndex = at
    const found = sticky.exec(source) ?? fail(`expected ${pattern}`)
    at += found[0].length
    return [...found]
  }
  const unescape = (text: string): string => {
    if (/[<>]/.test(text)) fail('a bare angle bracket')
    return text.replace(/&[^;]*;?/g, (entity) => {
      const known: Record<string, string> = {
        '&amp;': '&',
        '&lt;': '<',
        '&gt;': '>',
        '&quot;': '"',
        '&apos;': "'",
      }
      return known[entity] ?? fail(`unknown entity ${entity}`)
    })
  }
  const element = (): Element => {
    const [, name = '', given = ''] = take(/<([A-Za-z][A-Za-z0-9]*)((?:\s+[A-Za-z:]+="[^"<]*")*)>/)
    const attributes = Object.fromEntries(
      [...given.matchAll(/([A-Za-z:]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
        key,
        unescape(value),
      ]),
    )
    const children: Element[] = []
    let text = ''
    for (;;) {
      text += unescape(take(/[^<]*/)[0] ?? '')
      if (source.startsWith(`</${name}>`, at)) {
        at += name.length + 3
        break
      }
      children.push(element())
    }
    if (children.length > 0 && text.trim() !== '') fail(`text beside elements in ${name}`)
    return { name, attributes, children, text: children.length > 0 ? '' : text }
  }
  const root = element()
  if (source.slice(at).trim() !== '') fail('something after the root')
  return root
}

type Simple = (text: string) => string | undefined
type Type = Simple | Complex
interface Complex {
  readonly sequence?: readonly Field[]
  readonly choice?: Readonly<Record<string, Type>>
  readonly value?: Simple
  readonly attributes?: Readonly<Record<string, Simple>>
}
type Field = readonly [name: string, type: Type, occurs?: '?' | '*' | '+']

const pattern =
  (form: RegExp, what: string): Simple =>
  (text) =>
    form.test(text) ? undefined : `is no ${what}: "${text}"`
/** MaxNText: 1 … N characters; and only those of the set that every bank takes. */
const max =
  (count: number): Simple =>
  (text) => {
    if ([...text].length < 1 || [...text].length > count) return `has not 1 to ${count} characters: "${text}"`
    if (text !== text.trim() || / {2}/.test(text)) return `has spaces at an end or twice: "${text}"`
    return /^[A-Za-z0-9/\-?:().,'+ ]+$/.test(text) ? undefined : `has characters outside set X: "${text}"`
  }
const oneOf = (...values: string[]): Simple =>
  pattern(new RegExp(`^(?:${values.join('|')})$`), values.join('|'))
const decimal =
  (total: number, fraction: number): Simple =>
  (text) => {
    const [, whole = '', part = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? []
    if (whole === '') return `is no decimal: "${text}"`
    const digits = whole.replace(/^0+(?=\d)/, '').length + part.length
    return digits <= total && part.length <= fraction ? undefined : `has more than ${total} digits: "${text}"`
  }

const isoDate = pattern(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'date')
const isoDateTime = pattern(
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/,
  'instant',
)
const bic = pattern(/^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/, 'BIC')
const currency = pattern(/^[A-Z]{3}$/, 'currency')
const max15Numeric = pattern(/^[0-9]{1,15}$/, 'number of up to 15 digits')
const uuid4 = pattern(/^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/, 'UUIDv4')

const party: Complex = { sequence: [['Nm', max(140), '?']] }
const agent: Complex = { sequence: [['FinInstnId', { sequence: [['BICFI', bic, '?']] }]] }
const account: Complex = {
  sequence: [
    [
      'Id',
      {
        choice: {
          IBAN: pattern(/^[A-Z]{2}\d{2}[a-zA-Z0-9]{1,30}$/, 'IBAN'),
          Othr: { sequence: [['Id', max(34)]] },
        },
      },
    ],
    ['Ccy', currency, '?'],
  ],
}
const paymentType: Complex = {
  sequence: [
    ['InstrPrty', oneOf('HIGH', 'NORM'), '?'],
    ['SvcLvl', { choice: { Cd: max(4), Prtry: max(35) } }, '*'],
    ['LclInstrm', { choice: { Cd: max(35), Prtry: max(35) } }, '?'],
    ['CtgyPurp', { choice: { Cd: max(4), Prtry: max(35) } }, '?'],
  ],
}
const amount: Complex = {
  choice: { InstdAmt: { value: decimal(18, 5), attributes: { Ccy: currency } } },
}
const chargeBearer = oneOf('DEBT', 'CRED', 'SHAR', 'SLEV')

/** CreditTransferTransaction34 */
const transaction: Complex = {
  sequence: [
    [
      'PmtId',
      {
        sequence: [
          ['InstrId', max(35), '?'],
          ['EndToEndId', max(35)],
          ['UETR', uuid4, '?'],
        ],
      },
    ],
    ['PmtTpInf', paymentType, '?'],
    ['Amt', amount],
    ['ChrgBr', chargeBearer, '?'],
    ['UltmtDbtr', party, '?'],
    ['CdtrAgt', agent, '?'],
    ['Cdtr', party, '?'],
    ['CdtrAcct', account, '?'],
    ['UltmtCdtr', party, '?'],
    ['Purp', { choice: { Cd: max(4), Prtry: max(35) } }, '?'],
    ['RmtInf', { sequence: [['Ustrd', max(140), '*']] }, '?'],
  ],
}

/** PaymentInstruction30 */
const instruction: Complex = {
  sequence: [
    ['PmtInfId', max(35)],
    ['PmtMtd', oneOf('CHK', 'TRF', 'TRA')],
    ['BtchBookg', oneOf('true', 'false'), '?'],
    ['NbOfTxs', max15Numeric, '?'],
    ['CtrlSum', decimal(18, 17), '?'],
    ['PmtTpInf', paymentType, '?'],
    ['ReqdExctnDt', { choice: { Dt: isoDate, DtTm: isoDateTime } }],
    ['Dbtr', party],
    ['DbtrAcct', account],
    ['DbtrAgt', agent],
    ['UltmtDbtr', party, '?'],
    ['ChrgBr', chargeBearer, '?'],
    ['CdtTrfTxInf', transaction, '+'],
  ],
}

const root: Complex = {
  attributes: { xmlns: oneOf('urn:iso:std:iso:20022:tech:xsd:pain\\.001\\.001\\.09') },
  sequence: [
    [
      'CstmrCdtTrfInitn',
      {
        sequence: [
          [
            'GrpHdr',
            {
              sequence: [
                ['MsgId', max(35)],
                ['CreDtTm', isoDateTime],
                ['NbOfTxs', max15Numeric],
                ['CtrlSum', decimal(18, 17), '?'],
                ['InitgPty', party],
              ],
            },
          ],
          ['PmtInf', instruction, '+'],
        ],
      },
    ],
  ],
}

function check(element: Element, type: Type, path: string): string[] {
  const complex: Complex = typeof type === 'function' ? { value: type } : type
  const faults: string[] = []
  const allowed = complex.attributes ?? {}
  for (const name of Object.keys(element.attributes))
    if (!allowed[name]) faults.push(`${path} has the attribute ${name}`)
  for (const [name, simple] of Object.entries(allowed)) {
    const value = element.attributes[name]
    const fault = value === undefined ? 'is missing' : simple(value)
    if (fault) faults.push(`${path}@${name} ${fault}`)
  }
  if (complex.value) {
    if (element.children.length > 0) return [...faults, `${path} has elements`]
    const fault = complex.value(element.text)
    return fault ? [...faults, `${path} ${fault}`] : faults
  }
  if (element.children.length === 0) return [...faults, `${path} is empty`]
  if (complex.choice) {
    const [only] = element.children
    const chosen = only && complex.choice[only.name]
    if (!only || !chosen || element.children.length !== 1)
      return [...faults, `${path} is no one of its choices`]
    return [...faults, ...check(only, chosen, `${path}/${only.name}`)]
  }
  let next = 0
  for (const [name, inner, occurs] of complex.sequence ?? []) {
    let count = 0
    while (element.children[next]?.name === name) {
      const child = element.children[next++]
      if (child) faults.push(...check(child, inner, `${path}/${name}`))
      count++
    }
    if (count === 0 && (occurs === undefined || occurs === '+')) faults.push(`${path}/${name} is missing`)
    if (count > 1 && (occurs === undefined || occurs === '?'))
      faults.push(`${path}/${name} occurs ${count} times`)
  }
  const left = element.children[next]
  if (left) faults.push(`${path}/${left.name} is not expected there`)
  return faults
}

const find = (element: Element, ...names: string[]): Element[] =>
  names.reduce<Element[]>(
    (found, name) => found.flatMap((one) => one.children.filter((child) => child.name === name)),
    [element],
  )
const textOf = (element: Element, ...names: string[]): string => find(element, ...names)[0]?.text ?? ''

export interface Pain001 {
  readonly messageId: string
  readonly count: number
  readonly sum: bigint
  readonly day: string
  readonly payments: readonly {
    readonly endToEndId: string
    readonly amount: bigint
    readonly bic: string
    readonly account: string
    readonly name: string
    readonly rail: string
  }[]
}

/** @returns what the file says. @throws with every fault that it has: of the schema, then counts and sums, which a
 *  schema can't state */
export function readPain001(source: string): Pain001 {
  const document = parseXml(source)
  const faults =
    document.name === 'Document' ? check(document, root, 'Document') : ['the root is no Document']
  const message = find(document, 'CstmrCdtTrfInitn')[0] ?? document
  const instructions = find(message, 'PmtInf')
  const transactions = instructions.flatMap((one) => find(one, 'CdtTrfTxInf'))
  const amounts = (of: readonly Element[]): bigint =>
    of.reduce((sum, one) => sum + BigInt(/^\d+/.exec(textOf(one, 'Amt', 'InstdAmt'))?.[0] ?? '0'), 0n)
  const header = find(message, 'GrpHdr')[0] ?? document
  for (const [block, inside] of [
    [header, transactions] as const,
    ...instructions.map((one) => [one, find(one, 'CdtTrfTxInf')] as const),
  ]) {
    if (textOf(block, 'NbOfTxs') !== String(inside.length)) faults.push(`${block.name}/NbOfTxs is wrong`)
    if (textOf(block, 'CtrlSum') !== String(amounts(inside))) faults.push(`${block.name}/CtrlSum is wrong`)
  }
  const ids = transactions.map((one) => textOf(one, 'PmtId', 'EndToEndId'))
  if (new Set(ids).size !== ids.length) faults.push('an EndToEndId occurs twice')
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return {
    messageId: textOf(header, 'MsgId'),
    count: transactions.length,
    sum: amounts(transactions),
    day: textOf(instructions[0] ?? document, 'ReqdExctnDt', 'Dt'),
    payments: transactions.map((one) => ({
      endToEndId: textOf(one, 'PmtId', 'EndToEndId'),
      amount: amounts([one]),
      bic: textOf(one, 'CdtrAgt', 'FinInstnId', 'BICFI'),
      account: textOf(one, 'CdtrAcct', 'Id', 'Othr', 'Id'),
      name: textOf(one, 'Cdtr', 'Nm'),
      rail: textOf(one, 'PmtTpInf', 'LclInstrm', 'Prtry'),
    })),
  }
}
