/** A statement of account: what it held, what moved, what it holds. */
import type { Db } from '../../platform/db/index.ts'
import { present } from '../../platform/errors.ts'
import type { Balances } from './account.ts'
import { balancesAfter, batchBefore, lastSeqOf, transfersAfter } from './store-read.ts'
import type { Transfer } from './transfer.ts'

export interface AccountStatement {
  /** What the account held before the first instant. */
  readonly opening: Balances
  /** Oldest first; `opening` and the effect of all of them, on all pages, make `closing`. */
  readonly transfers: readonly Transfer[]
  /** What it held before the instant that ends the statement. */
  readonly closing: Balances
  /** Where the next page begins; null: this is the last. */
  readonly next: bigint | null
}

export interface StatementSpan {
  /** The first instant that belongs to it. */
  readonly from: Date
  /** The first that does not. */
  readonly to: Date
  readonly after?: bigint
  readonly limit: number
}

/** Batches are never changed and no instant lies before that of an earlier batch, so the last batch before each end is
 *  all that the three parts need to agree on, while money moves on.
 *  @returns undefined when there is no such account */
export async function statementOf(
  db: Db,
  accountId: string,
  { from, to, after, limit }: StatementSpan,
): Promise<AccountStatement | undefined> {
  const before = await batchBefore(db, from)
  const last = await batchBefore(db, to)
  const until = last < before ? before : last
  const held = await balancesAfter(db, accountId, [before, until])
  if (!held) return undefined
  const [opening, closing] = held
  const start = await lastSeqOf(db, before)
  const page = await transfersAfter(
    db,
    accountId,
    after !== undefined && after > start ? after : start,
    limit + 1,
  )
  const inside = page.filter(({ batch }) => batch <= until)
  const transfers = inside.slice(0, limit)
  return {
    opening: present(opening, 'asked for'),
    transfers,
    closing: present(closing, 'asked for'),
    next: inside.length > limit ? (transfers.at(-1)?.seq ?? null) : null,
  }
}
