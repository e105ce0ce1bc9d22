/** The guards of the ledger, each taken out in turn: whoever notices nothing when a guard is gone guards nothing
 *  (docs/ledger.md, "Invariants"). */

/** Source text replaced in one file; it must be there exactly once. */
interface CodeMutant {
  readonly file: string
  readonly cut: string
  readonly put: string
}
/** A statement, or text replaced in a function of the database. */
interface SqlMutant {
  readonly sql?: string
  readonly routine?: string
  readonly cut?: string
  readonly put?: string
}

export interface Mutant {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I11' | 'closing' | 'none'
  readonly what: string
  /** `rules`: the model against the rule book alone, in memory. `life`: against the whole engine on PostgreSQL. */
  readonly check: 'rules' | 'life'
  readonly code?: CodeMutant
  readonly database?: SqlMutant
}

const decide = 'modules/ledger/decide.ts'
const without = (
  invariant: Mutant['invariant'],
  what: string,
  file: string,
  cut: string,
  put = '',
  check: Mutant['check'] = 'rules',
): Mutant => ({ invariant, what, check, code: { file, cut, put } })
const dropped = (invariant: Mutant['invariant'], what: string, sql: string): Mutant => ({
  invariant,
  what,
  check: 'life',
  database: { sql },
})

export const mutants: readonly Mutant[] = [
  { invariant: 'none', what: 'nothing is taken out: the rules hold', check: 'rules' },
  { invariant: 'none', what: 'nothing is taken out: the life is sound', check: 'life' },

  without('I1', 'a credit is not posted', decide, 'credit.creditsPosted += amount'),
  without('I1', 'a credit is not reserved', decide, 'credit.creditsPending += amount'),
  without(
    'I1',
    'a reservation is released on one side only',
    decide,
    'credit.creditsPending -= sign * pending.amount',
  ),

  without(
    'I2',
    'only the debit account gets its new balance',
    'modules/ledger/settle-batch.ts',
    'touch(credit, place)',
    '',
    'life',
  ),
  without(
    'I2',
    'what is remembered is trusted though a rival came between',
    'modules/ledger/remember-accounts.ts',
    'label && held.head?.hash.equals(label.hash) && held.closing === label.closing',
    'true',
    'life',
  ),

  without(
    'I3',
    'a purse forgets what it has reserved',
    decide,
    'debit.debitsPosted + debit.debitsPending + body.amount',
    'debit.debitsPosted + body.amount',
  ),
  without(
    'I3',
    'an asset forgets what it has reserved',
    decide,
    'credit.creditsPosted + credit.creditsPending + body.amount',
    'credit.creditsPosted + body.amount',
  ),
  without('I3', 'a purse has no limit', decide, "return 'exceeds_credits'", 'return undefined'),
  without('I3', 'an asset has no limit', decide, "return 'exceeds_debits'", 'return undefined'),
  dropped(
    'I3',
    'the table lets a purse go below zero',
    'alter table ledger.balance drop constraint balance_within_credits',
  ),
  dropped(
    'I3',
    'the table lets an asset go above zero',
    'alter table ledger.balance drop constraint balance_within_debits',
  ),

  without('I4', 'a known id is created again', decide, 'if (before) return compare(body, chainId, before)'),
  without(
    'I4',
    'a known id with another body passes as the same',
    decide,
    'if (body[field] !== kept[field]) return differenceStatus[field]',
    'void field',
  ),
  without(
    'I4',
    'a try whose COMMIT went unanswered is forgotten',
    'modules/ledger/settle-batch.ts',
    'if (kept?.hash.equals(unsure.trace.hash)) return unsure',
    'void kept',
    'life',
  ),
  dropped(
    'I4',
    'the table keeps an id twice',
    'alter table ledger.transfer drop constraint transfer_id_unique',
  ),

  without(
    'I5',
    'what was posted can be resolved again',
    decide,
    "if (resolution === 'post') return 'pending_already_posted'",
  ),
  without(
    'I5',
    'what was voided can be resolved again',
    decide,
    "if (resolution === 'void') return 'pending_already_voided'",
  ),
  without(
    'I5',
    'more can be posted than was reserved',
    decide,
    "if (body.kind === 'post' && body.amount > pending.amount) return 'pending_amount_exceeded'",
  ),
  without(
    'I5',
    'a reservation whose time is over can be posted',
    decide,
    "if (over) return 'pending_expired'",
  ),
  without(
    'I5',
    'a reservation never expires',
    decide,
    'expiry !== null && at.getTime()',
    'false && at.getTime()',
  ),
  without(
    'I5',
    'a post releases only what it takes',
    decide,
    'debit.debitsPending -= sign * pending.amount',
    'debit.debitsPending -= amount',
  ),
  dropped('I5', 'the table keeps two resolutions', 'drop index ledger.transfer_resolves_once'),

  without(
    'I6',
    'a failed chain leaves its first members',
    decide,
    "while (created.length > mark) undo(present(created.pop(), 'above the mark'), held)",
  ),
  without(
    'I6',
    'a failed chain leaves what it resolved',
    decide,
    'if (transfer.pendingId !== null) held.resolutions.delete(transfer.pendingId)',
  ),
  without('I6', 'a failed chain keeps its ids', decide, 'held.transfers.delete(transfer.id)'),
  without(
    'I6',
    'long calls are cut inside a chain',
    'modules/ledger/split-calls.ts',
    'while (to < transfers.length - 1 && transfers[to]?.linked) to++',
  ),

  ...['account', 'closing', 'batch', 'transfer', 'balance'].map((table) =>
    dropped('I7', `rows of ledger.${table} can be removed`, `drop trigger append_only on ledger.${table}`),
  ),

  without(
    'I11',
    'each batch begins a chain of its own',
    'modules/ledger/settle-batch.ts',
    'const hash = hashBatch(head.hash,',
    'const hash = hashBatch(genesis,',
    'life',
  ),
  without(
    'I11',
    'the amount is not part of the hash',
    'modules/ledger/chain.ts',
    'view.setBigInt64(at + 83, row.amount)',
    'view.setBigInt64(at + 83, 0n)',
    'life',
  ),
  without(
    'I11',
    'the code is not part of the hash',
    'modules/ledger/chain.ts',
    'into.writeUInt32BE(row.code, at + 79)',
    'into.writeUInt32BE(0, at + 79)',
    'life',
  ),
  without(
    'I11',
    'the audit compares no hash',
    'modules/ledger/audit.ts',
    'if (!hashBatch(walk.prev, encodeRows(rows)).equals(batch.hash))',
    'if (rows.length < 0)',
    'life',
  ),
  without(
    'I11',
    'a clock that was set back sets the ledger back',
    'modules/ledger/settle-batch.ts',
    'const at = now.getTime() < head.at.getTime() ? head.at : now',
    'const at = now',
    'life',
  ),
  {
    invariant: 'I11',
    what: 'two writers decide at once',
    check: 'life',
    database: {
      routine: 'ledger.hold',
      cut: "perform pg_advisory_xact_lock(hashtextextended('panggung.ledger', 0));",
      put: '',
    },
  },

  without(
    'closing',
    'a closed account still pays',
    decide,
    "if (debit.closed) return 'debit_account_closed'\n  if (credit",
    'if (credit',
  ),
]
