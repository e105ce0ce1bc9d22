/** What a transfer is, as asked for and as kept, and every answer that asking can get. */
import { assert } from '../../platform/errors.ts'
import { canonicalUuid } from './account.ts'

/** `single` moves at once. `pending` reserves; `post` moves all or less of a reservation, `void` gives it back.
 *  `expire` is written by the ledger itself when a reservation's time is over. */
export type TransferKind = 'single' | 'pending' | 'post' | 'void' | 'expire'

export const kinds: readonly TransferKind[] = ['single', 'pending', 'post', 'void', 'expire']

/** The number that a kind has in the database and in the chain. */
export const kindNumber: Readonly<Record<TransferKind, number>> = {
  single: 1,
  pending: 2,
  post: 3,
  void: 4,
  expire: 5,
}

export interface NewTransfer {
  /** A uuid that the caller makes and sends again on a retry. */
  readonly id: string
  readonly debit: string
  readonly credit: string
  readonly ledger: number
  /** In the ledger's smallest unit, at least 1. A post may take less than its pending transfer; a void names all of it. */
  readonly amount: bigint
  /** The caller's own number for the kind of movement. */
  readonly code: number
  readonly kind?: Exclude<TransferKind, 'expire'> | undefined
  /** The pending transfer that a post or void resolves. */
  readonly pendingId?: string | undefined
  /** Only for pending: it is given back by itself after that many seconds. */
  readonly timeoutSeconds?: number | undefined
  /** This transfer and the next of the same call happen together or not at all. */
  readonly linked?: boolean | undefined
  /** What caused it, in the caller's own terms. */
  readonly sourceKind?: number | undefined
  readonly sourceId?: string | undefined
  readonly reason?: string | undefined
}

/** A transfer as it is judged: every field present, ids in one spelling. */
export interface TransferBody {
  readonly id: string
  readonly debit: string
  readonly credit: string
  readonly ledger: number
  readonly amount: bigint
  readonly code: number
  readonly kind: TransferKind
  readonly pendingId: string | null
  readonly timeoutSeconds: number | null
  readonly linked: boolean
  readonly sourceKind: number | null
  readonly sourceId: string | null
  readonly reason: string | null
}

/** A transfer as it is kept, for ever. */
export interface Transfer extends TransferBody {
  /** Its place among all transfers; 1, 2, 3 … without a gap. */
  readonly seq: bigint
  readonly batch: bigint
  /** The instant of its batch; never before that of an earlier seq. */
  readonly at: Date
  /** The first transfer of the linked chain that it belongs to. */
  readonly chainId: string | null
}

/** Fields of a body that a repeated id is compared by, in the order in which a difference is reported. */
export const comparedFields = [
  'debit',
  'credit',
  'ledger',
  'amount',
  'code',
  'kind',
  'pendingId',
  'timeoutSeconds',
  'linked',
  'sourceKind',
  'sourceId',
  'reason',
] as const satisfies readonly (keyof TransferBody)[]

export const differenceStatus = {
  debit: 'exists_with_different_debit',
  credit: 'exists_with_different_credit',
  ledger: 'exists_with_different_ledger',
  amount: 'exists_with_different_amount',
  code: 'exists_with_different_code',
  kind: 'exists_with_different_kind',
  pendingId: 'exists_with_different_pending_id',
  timeoutSeconds: 'exists_with_different_timeout_seconds',
  linked: 'exists_with_different_linked',
  sourceKind: 'exists_with_different_source_kind',
  sourceId: 'exists_with_different_source_id',
  reason: 'exists_with_different_reason',
} as const satisfies Record<(typeof comparedFields)[number], string>

export type TransferStatus =
  | 'created'
  | 'exists'
  | (typeof differenceStatus)[keyof typeof differenceStatus]
  | 'amount_must_be_positive'
  | 'amount_too_large'
  | 'accounts_must_be_different'
  | 'pending_id_must_be_given'
  | 'pending_id_must_not_be_given'
  | 'timeout_is_for_pending_only'
  | 'debit_account_not_found'
  | 'credit_account_not_found'
  | 'accounts_must_have_the_same_ledger'
  | 'transfer_must_have_the_ledger_of_its_accounts'
  | 'debit_account_closed'
  | 'credit_account_closed'
  | 'exceeds_credits'
  | 'exceeds_debits'
  | 'pending_not_found'
  | 'pending_is_not_pending'
  | 'pending_has_different_debit'
  | 'pending_has_different_credit'
  | 'pending_has_different_ledger'
  | 'pending_amount_exceeded'
  | 'pending_has_different_amount'
  | 'pending_already_posted'
  | 'pending_already_voided'
  | 'pending_expired'
  | 'pending_not_yet_expired'
  | 'linked_failed'
  | 'linked_chain_open'

export interface TransferResult {
  readonly status: TransferStatus
}

/** True when the money has moved as asked, now or at an earlier try with the same id. */
export const stands = ({ status }: TransferResult): boolean => status === 'created' || status === 'exists'

export const amountMax = 2n ** 63n - 1n
export const reasonBytesMax = 1_000
const int31 = 0x7fffffff

/** Brings a transfer into its one form. Only what no honest caller can send is asserted here; everything that depends
 *  on what the ledger holds is an answer. @throws AssertionFailed on a malformed id or number */
export function bodyOf(asked: NewTransfer): TransferBody {
  const kind = asked.kind ?? 'single'
  assert(
    kind === 'single' || kind === 'pending' || kind === 'post' || kind === 'void',
    `there is no kind ${kind}`,
  )
  assert(isSmall(asked.ledger) && isSmall(asked.code), 'ledger and code are numbers of 31 bits')
  assert(asked.sourceKind === undefined || isSmall(asked.sourceKind), 'sourceKind is a number of 31 bits')
  assert(
    asked.timeoutSeconds === undefined || (isSmall(asked.timeoutSeconds) && asked.timeoutSeconds > 0),
    'timeoutSeconds is at least 1 and of 31 bits',
  )
  assert(typeof asked.amount === 'bigint', 'an amount is a bigint')
  return {
    id: canonicalUuid(asked.id, 'the transfer id'),
    debit: canonicalUuid(asked.debit, 'the debit account'),
    credit: canonicalUuid(asked.credit, 'the credit account'),
    ledger: asked.ledger,
    amount: asked.amount,
    code: asked.code,
    kind,
    pendingId: asked.pendingId === undefined ? null : canonicalUuid(asked.pendingId, 'pendingId'),
    timeoutSeconds: asked.timeoutSeconds ?? null,
    linked: asked.linked ?? false,
    sourceKind: asked.sourceKind ?? null,
    sourceId: asked.sourceId === undefined ? null : canonicalUuid(asked.sourceId, 'sourceId'),
    reason: asked.reason === undefined ? null : reasonOf(asked.reason),
  }
}

const isSmall = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= int31

/** What PostgreSQL gives back must be what was hashed: no lone surrogate, no NUL. */
function reasonOf(text: string): string {
  assert(text.isWellFormed() && !text.includes('\0'), 'a reason is well-formed text without NUL')
  assert(Buffer.byteLength(text) <= reasonBytesMax, `a reason has at most ${reasonBytesMax} bytes`)
  return text
}
