/** The rule book: which of the asked transfers happen, given what the ledger holds. Pure and serial, after
 *  TigerBeetle's state machine (docs/reference/requests/create_transfers.md): each transfer sees the effect of those
 *  before it, a linked chain happens whole or not at all, a repeated id gets its first answer. */
import { present } from '../../platform/errors.ts'
import { creditsLimited, debitsLimited } from './account.ts'
import {
  amountMax,
  comparedFields,
  differenceStatus,
  type Transfer,
  type TransferBody,
  type TransferStatus,
} from './transfer.ts'

/** An account as the batch holds it. `decide` changes the four sums in place. */
export interface HeldAccount {
  readonly id: string
  readonly ledger: number
  readonly flags: number
  readonly closed: boolean
  debitsPosted: bigint
  creditsPosted: bigint
  debitsPending: bigint
  creditsPending: bigint
}

export type Resolution = 'post' | 'void' | 'expire'

/** Everything the ledger holds that the asked transfers name. `decide` adds to it. */
export interface Held<Account extends HeldAccount = HeldAccount> {
  readonly accounts: ReadonlyMap<string, Account>
  /** By id: those asked for again, and the pending ones that are to be resolved. */
  readonly transfers: Map<string, Transfer>
  /** What became of a pending transfer, by its id. */
  readonly resolutions: Map<string, Resolution>
}

export interface Decision {
  /** One status per asked transfer, call by call. */
  readonly statuses: readonly (readonly TransferStatus[])[]
  /** What to append, in seq order. */
  readonly created: readonly Transfer[]
}

/** Where in the chain the batch stands. */
export interface Place {
  readonly batch: bigint
  readonly firstSeq: bigint
  readonly at: Date
}

/** @param calls each call's transfers in order; a linked chain never reaches over the end of its call */
export function decide(calls: readonly (readonly TransferBody[])[], held: Held, place: Place): Decision {
  const created: Transfer[] = []
  const statuses = calls.map((call) => {
    const answers: TransferStatus[] = []
    for (let from = 0; from < call.length; ) {
      const first = present(call[from], 'the loop stays inside the call')
      if (!first.linked) {
        answers.push(decideOne(first, null, held, place, created))
        from++
        continue
      }
      let to = from
      while (to < call.length && call[to]?.linked) to++
      // The chain ends with the first transfer that is not linked; when there is none, it was never closed.
      answers.push(...decideChain(call.slice(from, to + 1), to === call.length, held, place, created))
      from = to + 1
    }
    return answers
  })
  return { statuses, created }
}

function decideChain(
  chain: readonly TransferBody[],
  open: boolean,
  held: Held,
  place: Place,
  created: Transfer[],
): TransferStatus[] {
  const chainId = present(chain[0], 'a chain has a first member').id
  const mark = created.length
  const all = (status: TransferStatus): TransferStatus[] => chain.map(() => status)

  // A chain that is sent again is there whole: every member answers for itself.
  if (!open && chain.every((one) => held.transfers.has(one.id))) {
    const again = chain.map((one) => compare(one, chainId, present(held.transfers.get(one.id), 'just seen')))
    const different = again.findIndex((status) => status !== 'exists')
    return different === -1
      ? again
      : all('linked_failed').with(different, again[different] ?? 'linked_failed')
  }

  let failed = open ? chain.length - 1 : -1
  let why: TransferStatus = 'linked_chain_open'
  for (let i = 0; failed === -1 && i < chain.length; i++) {
    const status = decideOne(present(chain[i], 'inside the chain'), chainId, held, place, created)
    if (status === 'created') continue
    failed = i
    why = status
  }
  if (failed === -1) return all('created')
  while (created.length > mark) undo(present(created.pop(), 'above the mark'), held)
  return all('linked_failed').with(failed, why)
}

function decideOne(
  body: TransferBody,
  chainId: string | null,
  held: Held,
  place: Place,
  created: Transfer[],
): TransferStatus {
  const before = held.transfers.get(body.id)
  if (before) return compare(body, chainId, before)
  const refused = refusalOf(body, held, place.at)
  if (refused) return refused
  const transfer: Transfer = {
    seq: place.firstSeq + BigInt(created.length),
    batch: place.batch,
    at: place.at,
    chainId,
    id: body.id, // field by field: a spread here takes ten times as long
    debit: body.debit,
    credit: body.credit,
    ledger: body.ledger,
    amount: body.amount,
    code: body.code,
    kind: body.kind,
    pendingId: body.pendingId,
    timeoutSeconds: body.timeoutSeconds,
    linked: body.linked,
    sourceKind: body.sourceKind,
    sourceId: body.sourceId,
    reason: body.reason,
  }
  created.push(transfer)
  held.transfers.set(transfer.id, transfer)
  if (transfer.kind !== 'single') resolve(transfer, held)
  move(transfer, held, 1n)
  return 'created'
}

function compare(body: TransferBody, chainId: string | null, kept: Transfer): TransferStatus {
  for (const field of comparedFields) if (body[field] !== kept[field]) return differenceStatus[field]
  return chainId === kept.chainId ? 'exists' : 'exists_with_different_linked'
}

function refusalOf(body: TransferBody, held: Held, at: Date): TransferStatus | undefined {
  if (body.amount <= 0n) return 'amount_must_be_positive'
  if (body.amount > amountMax) return 'amount_too_large'
  if (body.debit === body.credit) return 'accounts_must_be_different'
  const resolves = body.kind === 'post' || body.kind === 'void' || body.kind === 'expire'
  if (resolves && body.pendingId === null) return 'pending_id_must_be_given'
  if (!resolves && body.pendingId !== null) return 'pending_id_must_not_be_given'
  if (body.kind !== 'pending' && body.timeoutSeconds !== null) return 'timeout_is_for_pending_only'

  const debit = held.accounts.get(body.debit)
  const credit = held.accounts.get(body.credit)
  if (!debit) return 'debit_account_not_found'
  if (!credit) return 'credit_account_not_found'
  if (debit.ledger !== credit.ledger) return 'accounts_must_have_the_same_ledger'
  if (body.ledger !== debit.ledger) return 'transfer_must_have_the_ledger_of_its_accounts'
  if (resolves) return refusalToResolve(body, held, debit, credit, at)

  if (debit.closed) return 'debit_account_closed'
  if (credit.closed) return 'credit_account_closed'
  if (
    debit.flags === debitsLimited &&
    debit.debitsPosted + debit.debitsPending + body.amount > debit.creditsPosted
  )
    return 'exceeds_credits'
  if (
    credit.flags === creditsLimited &&
    credit.creditsPosted + credit.creditsPending + body.amount > credit.debitsPosted
  )
    return 'exceeds_debits'
  return undefined
}

/** A reservation was weighed against the limits when it was made, so to resolve it needs no second weighing: posting
 *  takes at most what was reserved. A closed account still gets its reservations back, but none is posted to it. */
function refusalToResolve(
  body: TransferBody,
  held: Held,
  debit: HeldAccount,
  credit: HeldAccount,
  at: Date,
): TransferStatus | undefined {
  const pendingId = body.pendingId ?? ''
  const pending = held.transfers.get(pendingId)
  if (!pending) return 'pending_not_found'
  if (pending.kind !== 'pending') return 'pending_is_not_pending'
  if (pending.debit !== body.debit) return 'pending_has_different_debit'
  if (pending.credit !== body.credit) return 'pending_has_different_credit'
  if (pending.ledger !== body.ledger) return 'pending_has_different_ledger'
  if (body.kind === 'post' && body.amount > pending.amount) return 'pending_amount_exceeded'
  if (body.kind !== 'post' && body.amount !== pending.amount) return 'pending_has_different_amount'
  const resolution = held.resolutions.get(pendingId)
  if (resolution === 'post') return 'pending_already_posted'
  if (resolution === 'void') return 'pending_already_voided'
  if (resolution === 'expire') return 'pending_expired'
  const over = isOver(pending, at)
  if (body.kind === 'expire') return over ? undefined : 'pending_not_yet_expired'
  if (over) return 'pending_expired'
  if (body.kind === 'post' && debit.closed) return 'debit_account_closed'
  if (body.kind === 'post' && credit.closed) return 'credit_account_closed'
  return undefined
}

/** The instant from which a pending transfer can only expire; null: it waits for ever. */
export function expiryOf(pending: Pick<Transfer, 'at' | 'timeoutSeconds'>): Date | null {
  return pending.timeoutSeconds === null
    ? null
    : new Date(pending.at.getTime() + pending.timeoutSeconds * 1000)
}

function isOver(pending: Transfer, at: Date): boolean {
  const expiry = expiryOf(pending)
  return expiry !== null && at.getTime() >= expiry.getTime()
}

function resolve({ kind, pendingId }: Transfer, held: Held): void {
  if (pendingId !== null && (kind === 'post' || kind === 'void' || kind === 'expire'))
    held.resolutions.set(pendingId, kind)
}

function undo(transfer: Transfer, held: Held): void {
  move(transfer, held, -1n)
  held.transfers.delete(transfer.id)
  if (transfer.pendingId !== null) held.resolutions.delete(transfer.pendingId)
}

/** @param sign 1n does it, -1n undoes it */
function move(transfer: Transfer, held: Held, sign: 1n | -1n): void {
  const debit = present(held.accounts.get(transfer.debit), 'judged with its debit account')
  const credit = present(held.accounts.get(transfer.credit), 'judged with its credit account')
  const amount = sign * transfer.amount
  if (transfer.kind === 'pending') {
    debit.debitsPending += amount
    credit.creditsPending += amount
    return
  }
  if (transfer.pendingId !== null) {
    const pending = present(held.transfers.get(transfer.pendingId), 'judged with its pending transfer')
    debit.debitsPending -= sign * pending.amount
    credit.creditsPending -= sign * pending.amount
  }
  if (transfer.kind === 'single' || transfer.kind === 'post') {
    debit.debitsPosted += amount
    credit.creditsPosted += amount
  }
}
