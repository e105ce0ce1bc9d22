/** What a check found, in English: for the log and the shell. The operator's page says it in the reader's language. */
import type { Detail } from './contract.ts'

const gib = 1024 ** 3

export function describeDetail({ code, params }: Detail): string {
  switch (code) {
    case 'answers':
      return 'answers'
    case 'disk_free':
      return `${(Number(params.bytes) / gib).toFixed(1)} GiB free`
    case 'jobs_failed':
      return `${params.count} failed jobs`
    case 'audit_ran':
      return params.at
    case 'audit_never':
      return 'none yet'
    case 'no_transfers':
      return 'no transfers yet'
    case 'ledgers_balance':
      return `debits equal credits in ledger ${params.ledgers.join(', ')}`
    case 'ledgers_differ':
      return params.ledgers
        .map((one) => `ledger ${one.ledger}: ${one.posted} posted, ${one.pending} pending`)
        .join('; ')
    case 'balances_agree':
      return `${params.accounts} accounts agree with their transfers`
    case 'balance_differs':
      return `account ${params.accountId} keeps ${params.kept}, its transfers say ${params.derived}`
    case 'pending_differs':
      return params.listed
        ? `pending transfer ${params.transferId} is resolved and still listed as open`
        : `pending transfer ${params.transferId} is open and not listed`
    case 'chain_whole':
      return `${params.batches} batches, ${params.transfers} transfers, head ${params.head}…`
    case 'chain_broken':
      return `batch ${params.batch}: ${chainFaults[params.fault](params.transfer)}`
    case 'conversion':
      return `${params.rupiah} rupiah against ${params.micro} micro`
    case 'pools_empty':
      return `${params.days} shared days, every pool is empty`
    case 'pools_left':
      return `not empty: ${params.days.join(', ')}`
    case 'documents_follow':
      return 'every period document is signed and follows the one before'
    case 'document_wrong':
      return `${params.period}: ${documentFaults[params.fault]}`
    case 'reports_follow':
      return 'every monthly report is signed and follows the one before'
    case 'report_wrong':
      return `${params.month}: ${documentFaults[params.fault]}`
    case 'accounts_agree':
      return 'every account holds what its records say'
    case 'accounts_differ': {
      const more = params.count > params.first.length ? ', …' : ''
      const named = params.first.map(({ account, should, holds }) =>
        should === '' ? `${account}: ${holds}` : `${account} holds ${holds} and should hold ${should}`,
      )
      return `${params.count} differ: ${named.join('; ')}${more}`
    }
    case 'originals_there':
      return 'every original is there'
    case 'originals_missing':
      return `${params.count} missing: ${params.first.join(', ')}${params.count > params.first.length ? ', …' : ''}`
    case 'counts_differ':
      return `${params.count} counts differ from their rows`
    case 'unchecked':
      return `could not be checked: ${params.error}`
    case 'as_written':
      return params.text
  }
}

type ParamsOf<Code extends Detail['code']> = Extract<Detail, { code: Code }>['params']

const chainFaults: Record<ParamsOf<'chain_broken'>['fault'], (transfer: string | null) => string> = {
  predecessor_missing: () => 'the batch before the first one asked for is missing',
  batch_missing: () => 'it is missing',
  transfers_missing: () => 'it has fewer transfers than it says',
  transfer_uncovered: (transfer) => `transfer ${transfer} belongs to no batch`,
  transfer_misplaced: (transfer) => `transfer ${transfer} is missing or belongs to another batch`,
  account_unknown: (transfer) => `transfer ${transfer} names an account that does not exist`,
  wrong_beginning: (transfer) =>
    `it begins with transfer ${transfer}, which does not follow the batch before`,
  instant_backwards: () => 'its instant lies before that of the batch before',
  hash_not_followed: () => 'it does not follow the hash of the batch before',
  hash_differs: () => 'its transfers do not have its hash',
}

const documentFaults: Record<
  ParamsOf<'document_wrong'>['fault'] | ParamsOf<'report_wrong'>['fault'],
  string
> = {
  form: 'it is not of the form that it should have',
  signature: 'the signature does not hold',
  hash: 'the document is not the one that was hashed',
  order: 'it does not follow the document before it',
  key: 'it is signed by a key that no document before it introduced',
}
