/** Seeded calls to a ledger: mostly sensible, often repeated, sometimes wrong in every way a caller can be wrong. */
import { uuidFrom } from '../../../platform/ids.ts'
import type { NewAccount, NewTransfer } from '../index.ts'
import { anAccount } from '../testing.ts'

export type Random = () => number

/** mulberry32: 32 bits of state, the same numbers everywhere. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The seed of this run: `node simulation.test.ts --seed=7` replays, else a new one each time. */
export function seedOfRun(argv: readonly string[], otherwise: number): number {
  const given = argv.find((one) => one.startsWith('--seed='))
  return given ? Number(given.slice('--seed='.length)) : otherwise
}

export const accounts: readonly NewAccount[] = [
  anAccount('bank'),
  anAccount('till'),
  ...['ani', 'budi', 'cici', 'dodi', 'euis', 'fajar'].map((name) =>
    anAccount(name, { code: 2, debitsMustNotExceedCredits: true }),
  ),
  ...['shelf', 'store'].map((name) => anAccount(name, { code: 3, creditsMustNotExceedDebits: true })),
  anAccount('micro bank', { ledger: 2 }),
  ...['micro ani', 'micro budi'].map((name) =>
    anAccount(name, { ledger: 2, debitsMustNotExceedCredits: true }),
  ),
]
const nowhere = anAccount('never opened')

export interface Workload {
  readonly random: Random
  pick<T>(from: readonly T[]): T
  below(limit: number): number
  /** One call: a few transfers, some of them in linked chains. */
  call(): NewTransfer[]
}

export function workload(seed: number, options: { timeouts: boolean; callMax: number }): Workload {
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <T>(from: readonly T[]): T => {
    const one = from[below(from.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }
  const chance = (share: number): boolean => random() < share
  const asked: NewTransfer[] = []
  const pendings: NewTransfer[] = []
  let made = 0
  const id = (): string => uuidFrom('workload', String(seed), String(made++))

  const fresh = (): NewTransfer => {
    const ledger = chance(0.8) ? 1 : 2
    const among = accounts.filter((account) => account.ledger === ledger)
    const debit = (chance(0.35) ? among[0] : undefined) ?? pick(among)
    const credit = pick(among.filter((account) => account !== debit))
    return {
      id: id(),
      debit: debit.id,
      credit: credit.id,
      ledger,
      amount: BigInt(1 + below(200)),
      code: 1 + below(3),
      ...(chance(0.2) ? { sourceKind: below(4), sourceId: uuidFrom('source', String(below(50))) } : {}),
      ...(chance(0.1)
        ? { reason: pick(['gift', 'hadiah “besar”', 'a, "quoted" \\ {reason}', 'ꦥꦁꦒꦸꦁ', '']) }
        : {}),
    }
  }
  const pending = (): NewTransfer => {
    const one: NewTransfer = {
      ...fresh(),
      kind: 'pending',
      ...(options.timeouts && chance(0.7) ? { timeoutSeconds: 1 + below(30) } : {}),
    }
    pendings.push(one)
    return one
  }
  const resolution = (): NewTransfer => {
    const held = pendings.length > 0 ? pick(pendings.slice(-40)) : pending()
    const kind = chance(0.6) ? 'post' : 'void'
    const share = kind === 'post' && chance(0.4) ? BigInt(below(250)) : held.amount
    const { debit, credit, ledger, code } = held
    return { id: id(), debit, credit, ledger, code, amount: share, kind, pendingId: held.id }
  }
  /** One field changed, so that the same id tells another story, or a new one makes no sense. */
  const bent = (one: NewTransfer): NewTransfer =>
    pick<() => NewTransfer>([
      () => ({ ...one, amount: one.amount + BigInt(below(3) - 1) }),
      () => ({ ...one, amount: pick([0n, -1n, 1n << 63n]) }),
      () => ({ ...one, debit: pick(accounts).id }),
      () => ({ ...one, credit: pick(accounts).id }),
      () => ({ ...one, debit: one.credit }),
      () => ({ ...one, credit: nowhere.id }),
      () => ({ ...one, ledger: 3 - one.ledger }),
      () => ({ ...one, code: one.code + 1 }),
      () => ({ ...one, kind: pick(['single', 'pending', 'post', 'void'] as const) }),
      () => ({ ...one, pendingId: pick(asked.length > 0 ? asked : [one]).id }),
      () => ({ ...one, timeoutSeconds: options.timeouts ? 1 + below(9) : 1 << 30 }),
      () => ({ ...one, linked: !(one.linked ?? false) }),
      () => ({ ...one, reason: 'another' }),
      () => ({ ...one, sourceId: uuidFrom('source', 'another') }),
      () => ({ ...one, sourceKind: 9 }),
    ])()

  const one = (): NewTransfer => {
    const dice = random()
    if (dice < 0.12) return pending()
    if (dice < 0.24) return resolution()
    if (asked.length > 0) {
      const recent = asked.slice(-300)
      if (dice < 0.32) return pick(recent)
      if (dice < 0.37) return bent(pick(recent))
    }
    return dice < 0.43 ? bent(fresh()) : fresh()
  }
  const remembered: NewTransfer[][] = []

  return {
    random,
    pick,
    below,
    call() {
      if (remembered.length > 0 && chance(0.05)) return pick(remembered.slice(-60)) // a whole call, sent again
      const transfers: NewTransfer[] = []
      for (let count = 1 + below(options.callMax); count > 0; count--) {
        const chain = chance(0.12) ? 2 + below(4) : 1
        for (let place = 1; place <= chain; place++)
          transfers.push(place < chain || chance(0.004) ? { ...one(), linked: true } : one())
      }
      asked.push(...transfers)
      remembered.push(transfers)
      return transfers
    },
  }
}
