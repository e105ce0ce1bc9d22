/** Which transfer has which number: a pure function of the seed and the number, so that each can be made again. Numbers
 *  come in blocks of eight; a linked chain lies inside one block. */
import type { NewAccount, NewTransfer } from '../../modules/ledger/index.ts'
import { anAccount } from '../../modules/ledger/testing.ts'
import { type Random, seededRandom } from '../../modules/ledger/tests/workload.ts'
import { present } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { type NumberedIds, numberedIds } from './numbered-ids.ts'

export const blockSize = 8

const names = [
  'ani',
  'budi',
  'cici',
  'dodi',
  'euis',
  'fajar',
  'gita',
  'hadi',
  'intan',
  'joko',
  'kiki',
  'lala',
]

/** For each ledger a source without limit, purses that never go below zero, and assets that never go above it. */
export const accounts: readonly NewAccount[] = [1, 2, 3].flatMap((ledger) => [
  anAccount(`source ${ledger}`, { ledger }),
  anAccount(`till ${ledger}`, { ledger }),
  ...names.map((name) =>
    anAccount(`${name} ${ledger}`, { ledger, code: 2, debitsMustNotExceedCredits: true }),
  ),
  ...['shelf', 'store'].map((name) =>
    anAccount(`${name} ${ledger}`, { ledger, code: 3, creditsMustNotExceedDebits: true }),
  ),
])
const nowhere = anAccount('never opened').id
const byLedger = new Map([1, 2, 3].map((ledger) => [ledger, accounts.filter((one) => one.ledger === ledger)]))
const among = (ledger: number): readonly NewAccount[] => present(byLedger.get(ledger), 'a ledger of the plan')

const isUnlimited = (one: NewAccount): boolean =>
  !one.debitsMustNotExceedCredits && !one.creditsMustNotExceedDebits

/** What is wrong with a transfer whatever the ledger holds: its answer is known from its number. */
const faults = [
  'amount_must_be_positive',
  'amount_too_large',
  'accounts_must_be_different',
  'pending_id_must_be_given',
  'pending_id_must_not_be_given',
  'timeout_is_for_pending_only',
  'debit_account_not_found',
  'credit_account_not_found',
  'accounts_must_have_the_same_ledger',
  'transfer_must_have_the_ledger_of_its_accounts',
] as const
export type FixedFault = (typeof faults)[number]

export interface Planned {
  readonly transfer: NewTransfer
  readonly fault: FixedFault | undefined
}

export interface Plan {
  readonly ids: NumberedIds
  at(index: number): Planned
  /** Blocks `from` to before `to`, as one call. */
  call(from: number, to: number): NewTransfer[]
}

type Kind = 'single' | 'pending' | 'resolution'

export function planOf(seed: number): Plan {
  const ids = numberedIds(seed)
  const randomOf = (what: number, index: number): Random =>
    seededRandom(Math.imul(seed ^ (index * 4 + what), 0x9e3779b1) ^ Math.imul(index, 0x85ebca6b))

  const kindOf = (index: number): Kind => {
    const dice = randomOf(0, index)()
    if (dice < 0.15) return 'pending'
    return dice < 0.29 ? 'resolution' : 'single'
  }
  const isLinked = (index: number): boolean => {
    const random = randomOf(1, Math.floor(index / blockSize))
    if (random() > 0.3) return false
    const first = Math.floor(random() * 4)
    const length = random() < 0.03 ? blockSize : 2 + Math.floor(random() * 4) // the longest is never closed
    const place = index % blockSize
    return place >= first && place < first + length - 1
  }
  const faultOf = (index: number): FixedFault | undefined => {
    const random = randomOf(2, index)
    return random() < 0.04 ? faults[Math.floor(random() * faults.length)] : undefined
  }
  /** The pending transfer that a resolution means: one of some hundred before it. */
  const pendingBefore = (index: number, random: Random): number | undefined => {
    const from = index - 1 - Math.floor(random() ** 2 * 300)
    for (let at = from; at >= 0 && at > from - 100; at--)
      if (kindOf(at) === 'pending' && faultOf(at) === undefined) return at
    return undefined
  }

  const sound = (index: number): NewTransfer => {
    const random = randomOf(3, index)
    const below = (limit: number): number => Math.floor(random() * limit)
    const pick = <T>(from: readonly T[]): T => present(from[below(from.length)], 'something to pick from')
    const kind = kindOf(index)
    const pending = kind === 'resolution' ? pendingBefore(index, random) : undefined
    const linked = isLinked(index) ? { linked: true } : {}
    if (pending !== undefined) {
      const { debit, credit, ledger, amount, code, id } = sound(pending)
      const posts = random() < 0.6
      const share = posts && random() < 0.4 ? amount + BigInt(below(40)) - 30n : amount
      const mistake = random()
      const another = among(ledger).find((one) => one.id !== debit && one.id !== credit)?.id ?? credit
      return {
        id: ids.of(index),
        debit: mistake < 0.02 ? another : debit,
        credit: mistake > 0.98 ? another : credit,
        ledger,
        code,
        amount: share < 1n ? 1n : share,
        kind: posts ? 'post' : 'void',
        pendingId: random() < 0.02 ? ids.of(index - 1) : id, // seldom what is no pending transfer
        ...linked,
      }
    }
    const dice = random()
    const ledger = dice < 0.6 ? 1 : dice < 0.8 ? 2 : 3
    const debit = random() < 0.1 ? present(among(ledger)[0], 'a source') : pick(among(ledger))
    const credit = pick(among(ledger).filter((one) => one !== debit))
    // Only between accounts without limit: a purse that is rich once never meets its limit again.
    const large = isUnlimited(debit) && isUnlimited(credit)
    return {
      id: ids.of(index),
      debit: debit.id,
      credit: credit.id,
      ledger,
      amount: BigInt(1 + below(large ? 2 ** 50 : 200)),
      code: 1 + below(3),
      ...(kind === 'pending' ? { kind } : {}),
      ...(kind === 'pending' && random() < 0.7 ? { timeoutSeconds: 1 + below(30) } : {}),
      ...(random() < 0.1 ? { sourceKind: below(4), sourceId: uuidFrom('source', String(below(50))) } : {}),
      ...(random() < 0.05 ? { reason: pick(['gift', 'hadiah “besar”', 'a, "quoted" \\ {x}', 'ꦥꦁ', '']) } : {}),
      ...linked,
    }
  }

  const at = (index: number): Planned => {
    const transfer = sound(index)
    const fault = faultOf(index)
    return { transfer: fault === undefined ? transfer : spoilt(transfer, fault), fault }
  }
  return {
    ids,
    at,
    call: (from, to) =>
      Array.from({ length: (to - from) * blockSize }, (_, place) => at(from * blockSize + place).transfer),
  }
}

/** The same transfer with one thing wrong, so that no check that comes before meets it. */
function spoilt(sound: NewTransfer, fault: FixedFault): NewTransfer {
  const { pendingId, timeoutSeconds, kind, ...single } = sound
  const other = present(among((sound.ledger % 3) + 1)[1], 'another ledger has accounts').id
  switch (fault) {
    case 'amount_must_be_positive':
      return { ...sound, amount: 0n }
    case 'amount_too_large':
      return { ...sound, amount: 1n << 63n }
    case 'accounts_must_be_different':
      return { ...sound, credit: sound.debit }
    case 'pending_id_must_be_given':
      return { ...single, kind: 'post' }
    case 'pending_id_must_not_be_given':
      return { ...single, pendingId: sound.id }
    case 'timeout_is_for_pending_only':
      return { ...single, timeoutSeconds: 5 }
    case 'debit_account_not_found':
      return { ...sound, debit: nowhere }
    case 'credit_account_not_found':
      return { ...sound, credit: nowhere }
    case 'accounts_must_have_the_same_ledger':
      return { ...sound, credit: other }
    case 'transfer_must_have_the_ledger_of_its_accounts':
      return { ...sound, ledger: (sound.ledger % 3) + 1 }
  }
}

/** One field changed, so that the same id tells another story. */
export function bent(one: NewTransfer, random: Random): NewTransfer {
  const ways: readonly ((one: NewTransfer) => NewTransfer)[] = [
    (sent) => ({ ...sent, amount: sent.amount + 1n }),
    (sent) => ({ ...sent, debit: sent.credit, credit: sent.debit }),
    (sent) => ({ ...sent, credit: nowhere }),
    (sent) => ({ ...sent, ledger: (sent.ledger % 3) + 1 }),
    (sent) => ({ ...sent, code: sent.code + 1 }),
    (sent) => ({ ...sent, kind: sent.kind === 'pending' ? 'single' : 'pending' }),
    (sent) => ({ ...sent, pendingId: sent.id }),
    (sent) => ({ ...sent, timeoutSeconds: 77 }),
    (sent) => ({ ...sent, linked: !(sent.linked ?? false) }),
    (sent) => ({ ...sent, reason: 'another' }),
    (sent) => ({ ...sent, sourceId: uuidFrom('source', 'another') }),
    (sent) => ({ ...sent, sourceKind: 9 }),
  ]
  return present(ways[Math.floor(random() * ways.length)], 'a way')(one)
}
