/** A second ledger, in memory, written from docs/ledger.md and sharing no code with the first: it says what every reply
 *  must be. Plain on purpose: a list of facts, a few purses, and a way to take a try back. */
import type { NewAccount, NewTransfer } from '../index.ts'

interface Purse {
  readonly ledger: number
  readonly rule: 'none' | 'debits' | 'credits'
  closed: boolean
  dp: bigint
  cp: bigint
  dq: bigint
  cq: bigint
}

interface Fact {
  readonly asked: NewTransfer | (Omit<NewTransfer, 'kind'> & { kind: 'expire' })
  readonly chain: string | undefined
  readonly atMs: number
  /** What became of a pending transfer. */
  readonly fate?: 'post' | 'void' | 'expire'
}

const words: [keyof NewTransfer, string][] = [
  ['debit', 'debit'],
  ['credit', 'credit'],
  ['ledger', 'ledger'],
  ['amount', 'amount'],
  ['code', 'code'],
  ['kind', 'kind'],
  ['pendingId', 'pending_id'],
  ['timeoutSeconds', 'timeout_seconds'],
  ['linked', 'linked'],
  ['sourceKind', 'source_kind'],
  ['sourceId', 'source_id'],
  ['reason', 'reason'],
]
const unsaid: Partial<Record<keyof NewTransfer, unknown>> = { kind: 'single', linked: false }

export class Model {
  purses = new Map<string, Purse>()
  facts = new Map<string, Fact>()
  /** The instant of the last batch in which something happened. */
  lastMs = 0
  /** Pending transfers that nothing has resolved, so that to expire some need not look at all that ever was. */
  private unresolved = new Set<string>()
  private undo: (() => void)[] = []

  open({ id, ledger, debitsMustNotExceedCredits, creditsMustNotExceedDebits }: NewAccount): void {
    const rule = debitsMustNotExceedCredits ? 'debits' : creditsMustNotExceedDebits ? 'credits' : 'none'
    this.purses.set(id, { ledger, rule, closed: false, dp: 0n, cp: 0n, dq: 0n, cq: 0n })
  }

  setClosed(id: string, closed: boolean): void {
    const purse = this.purses.get(id)
    if (purse) purse.closed = closed
  }

  /** What a call must be answered, and, unless `dry`, its effect. */
  submit(call: readonly NewTransfer[], nowMs: number, dry = false): string[] {
    if (dry)
      return this.try(
        () => this.submit(call, nowMs),
        () => false,
      )
    this.undo.length = 0
    const answers: string[] = []
    const atMs = Math.max(nowMs, this.lastMs)
    let chain: NewTransfer[] = []
    for (const one of call) {
      chain.push(one)
      if (one.linked) continue
      answers.push(...(chain.length === 1 ? [this.single(one, undefined, atMs)] : this.chain(chain, atMs)))
      chain = []
    }
    if (chain.length > 0) answers.push(...chain.slice(1).map(() => 'linked_failed'), 'linked_chain_open')
    if (answers.includes('created')) this.lastMs = atMs
    return answers
  }

  /** Releases what is over. @returns how many */
  expire(nowMs: number): number {
    const atMs = Math.max(nowMs, this.lastMs)
    let count = 0
    for (const id of [...this.unresolved]) {
      const fact = this.facts.get(id)
      if (!fact) throw new Error(`the model lost ${id}`)
      const { timeoutSeconds, debit, credit, amount } = fact.asked
      if (timeoutSeconds === undefined) continue
      if (fact.atMs + timeoutSeconds * 1000 > nowMs) continue
      this.note(id, { ...fact, fate: 'expire' })
      this.purse(debit).dq -= amount
      this.purse(credit).cq -= amount
      this.note(`expire ${id}`, {
        asked: { ...fact.asked, kind: 'expire', pendingId: id },
        chain: undefined,
        atMs,
      })
      count++
    }
    if (count > 0) this.lastMs = atMs
    return count
  }

  private chain(members: readonly NewTransfer[], atMs: number): string[] {
    const first = members[0]?.id
    const answerWith = (status: string, at: number) =>
      members.map((_, i) => (i === at ? status : 'linked_failed'))
    if (members.every(({ id }) => this.facts.has(id))) {
      const again = members.map((one) => this.single(one, first, atMs))
      const bad = again.findIndex((status) => status !== 'exists')
      return bad < 0 ? again : answerWith(again[bad] ?? '', bad)
    }
    let failed = -1
    const tryAll = (): string[] => {
      for (const [i, one] of members.entries()) {
        const status = this.single(one, first, atMs)
        if (status === 'created') continue
        failed = i
        return answerWith(status, i)
      }
      return members.map(() => 'created')
    }
    return this.try(tryAll, () => failed < 0)
  }

  /** Does it, and takes it back unless it is to be kept. */
  private try<T>(run: () => T, keep: () => boolean): T {
    const { lastMs, undo } = this
    const purses = [...this.purses.values()].map((purse) => ({ ...purse }))
    this.undo = []
    const answer = run()
    const taken = this.undo
    this.undo = undo
    if (keep()) {
      undo.push(...taken)
      return answer
    }
    for (const back of taken.reverse()) back()
    for (const [i, purse] of [...this.purses.values()].entries()) Object.assign(purse, purses[i])
    this.lastMs = lastMs
    return answer
  }

  private note(id: string, fact: Fact): void {
    const before = this.facts.get(id)
    this.undo.push(() => this.keep(id, before))
    this.keep(id, fact)
  }

  private keep(id: string, fact: Fact | undefined): void {
    if (fact) this.facts.set(id, fact)
    else this.facts.delete(id)
    if (fact?.asked.kind === 'pending' && !fact.fate) this.unresolved.add(id)
    else this.unresolved.delete(id)
  }

  private single(asked: NewTransfer, chain: string | undefined, atMs: number): string {
    const before = this.facts.get(asked.id)
    if (before) {
      for (const [field, word] of words) {
        const told = Object.hasOwn(before.asked, field) ? before.asked[field] : undefined
        if ((asked[field] ?? unsaid[field]) !== (told ?? unsaid[field]))
          return `exists_with_different_${word}`
      }
      return before.chain === chain ? 'exists' : 'exists_with_different_linked'
    }
    const kind = asked.kind ?? 'single'
    const resolving = kind === 'post' || kind === 'void'
    if (asked.amount < 1n) return 'amount_must_be_positive'
    if (asked.amount >= 1n << 63n) return 'amount_too_large'
    if (asked.debit === asked.credit) return 'accounts_must_be_different'
    if (resolving !== (asked.pendingId !== undefined))
      return resolving ? 'pending_id_must_be_given' : 'pending_id_must_not_be_given'
    if (asked.timeoutSeconds !== undefined && kind !== 'pending') return 'timeout_is_for_pending_only'
    const debit = this.purses.get(asked.debit)
    const credit = this.purses.get(asked.credit)
    if (!debit) return 'debit_account_not_found'
    if (!credit) return 'credit_account_not_found'
    if (debit.ledger !== credit.ledger) return 'accounts_must_have_the_same_ledger'
    if (asked.ledger !== credit.ledger) return 'transfer_must_have_the_ledger_of_its_accounts'
    const refused = resolving
      ? this.resolving(asked, debit, credit, atMs)
      : this.moving(asked, debit, credit, kind === 'pending')
    if (refused) return refused
    this.note(asked.id, { asked, chain, atMs })
    return 'created'
  }

  private moving({ amount }: NewTransfer, debit: Purse, credit: Purse, pending: boolean): string | undefined {
    if (debit.closed) return 'debit_account_closed'
    if (credit.closed) return 'credit_account_closed'
    if (debit.rule === 'debits' && debit.cp - debit.dp - debit.dq < amount) return 'exceeds_credits'
    if (credit.rule === 'credits' && credit.dp - credit.cp - credit.cq < amount) return 'exceeds_debits'
    if (pending) {
      debit.dq += amount
      credit.cq += amount
    } else {
      debit.dp += amount
      credit.cp += amount
    }
    return undefined
  }

  private resolving(asked: NewTransfer, debit: Purse, credit: Purse, atMs: number): string | undefined {
    const fact = this.facts.get(asked.pendingId ?? '')
    if (!fact) return 'pending_not_found'
    const held = fact.asked
    if (held.kind !== 'pending') return 'pending_is_not_pending'
    if (held.debit !== asked.debit) return 'pending_has_different_debit'
    if (held.credit !== asked.credit) return 'pending_has_different_credit'
    if (held.ledger !== asked.ledger) return 'pending_has_different_ledger'
    if (asked.kind === 'post' && asked.amount > held.amount) return 'pending_amount_exceeded'
    if (asked.kind === 'void' && asked.amount !== held.amount) return 'pending_has_different_amount'
    if (fact.fate === 'post') return 'pending_already_posted'
    if (fact.fate === 'void') return 'pending_already_voided'
    const endsMs =
      held.timeoutSeconds === undefined ? Number.POSITIVE_INFINITY : fact.atMs + held.timeoutSeconds * 1000
    if (fact.fate === 'expire' || atMs >= endsMs) return 'pending_expired'
    if (asked.kind === 'post') {
      if (debit.closed) return 'debit_account_closed'
      if (credit.closed) return 'credit_account_closed'
      debit.dp += asked.amount
      credit.cp += asked.amount
    }
    debit.dq -= held.amount
    credit.cq -= held.amount
    this.note(asked.pendingId ?? '', { ...fact, fate: asked.kind === 'post' ? 'post' : 'void' })
    return undefined
  }

  private purse(id: string): Purse {
    const purse = this.purses.get(id)
    if (!purse) throw new Error(`the model has no account ${id}`)
    return purse
  }

  copy(): Model {
    const other = new Model()
    other.purses = new Map([...this.purses].map(([id, purse]) => [id, { ...purse }]))
    other.facts = new Map(this.facts)
    other.unresolved = new Set(this.unresolved)
    other.lastMs = this.lastMs
    return other
  }
}
