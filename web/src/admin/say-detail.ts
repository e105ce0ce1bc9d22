/** What a check of the machine found, in words. The words are handed in, so that both languages can be read in a test. */
import type * as Words from '#i18n/words.svelte.ts'
import type { Reply } from '#api/routes.ts'
import { bytesText } from './bytes-text.ts'

export type Detail = Reply<'GET /v1/admin/overview'>['health'][number]['detail']
export type Speaker = Pick<typeof Words, 't' | 'tCount' | 'number' | 'dayText' | 'agoText'>

/** Every code of the contract has its words here: one that has none does not compile. */
export function sayDetail({ code, params }: Detail, speaker: Speaker): string {
  const { t, tCount, number, dayText, agoText } = speaker
  const whole = (digits: string): string => number(BigInt(digits))
  switch (code) {
    case 'answers':
      return t('admin.found.answers')
    case 'disk_free': {
      const { size, unit } = bytesText(params.bytes)
      return t('admin.found.diskFree', { free: `${number(size)} ${unit}` })
    }
    case 'jobs_failed':
      return tCount('admin.found.jobsFailed', params.count)
    case 'audit_ran':
      return t('admin.auditAt', { ago: agoText(params.at) })
    case 'audit_never':
      return t('admin.auditNever')
    case 'no_transfers':
      return t('admin.found.noTransfers')
    case 'ledgers_balance':
      return t('admin.found.ledgersBalance', { ledgers: params.ledgers.join(', ') })
    case 'ledgers_differ':
      return params.ledgers
        .map(({ ledger, posted, pending }) =>
          t('admin.found.ledgerDiffers', { ledger, posted: whole(posted), pending: whole(pending) }),
        )
        .join('; ')
    case 'balances_agree':
      return t('admin.found.balancesAgree', { accounts: whole(params.accounts) })
    case 'balance_differs': {
      const nothing = t('admin.found.nothing')
      const { accountId, kept, derived } = params
      return t('admin.found.balanceDiffers', {
        account: accountId ?? nothing,
        kept: kept ?? nothing,
        derived: derived ?? nothing,
      })
    }
    case 'pending_differs':
      return t(params.listed ? 'admin.found.pendingListed' : 'admin.found.pendingUnlisted', {
        transfer: params.transferId,
      })
    case 'chain_whole': {
      const { batches, transfers, head } = params
      return t('admin.found.chainWhole', { batches: whole(batches), transfers: whole(transfers), head })
    }
    case 'chain_broken': {
      const { batch, fault, transfer } = params
      return t('admin.found.chainBroken', {
        batch,
        fault: t(`admin.chainFault.${fault}`, { transfer: transfer ?? '' }),
      })
    }
    case 'conversion':
      return t('admin.found.conversion', { rupiah: whole(params.rupiah), micro: whole(params.micro) })
    case 'pools_empty':
      return t('admin.found.poolsEmpty', { days: number(params.days) })
    case 'pools_left':
      return t('admin.found.poolsLeft', { days: params.days.map(dayText).join(', ') })
    case 'documents_follow':
      return t('admin.found.documentsFollow')
    case 'document_wrong':
      return t('admin.found.documentWrong', {
        period: params.period,
        fault: t(`admin.documentFault.${params.fault}`),
      })
    case 'reports_follow':
      return t('admin.found.reportsFollow')
    case 'report_wrong':
      return t('admin.found.documentWrong', {
        period: params.month,
        fault: t(`admin.documentFault.${params.fault}`),
      })
    case 'accounts_agree':
      return t('admin.found.accountsAgree')
    case 'accounts_differ': {
      const named = params.first.map(({ account, should, holds }) =>
        should === '' ? `${account}: ${holds}` : t('admin.found.accountDiffers', { account, should, holds }),
      )
      const more = params.count > params.first.length ? ['…'] : []
      return [...named, ...more].join('; ')
    }
    case 'originals_there':
      return t('admin.found.originalsThere')
    case 'originals_missing': {
      const more = params.count > params.first.length ? ['…'] : []
      return t('admin.found.originalsMissing', {
        count: number(params.count),
        files: [...params.first, ...more].join(', '),
      })
    }
    case 'counts_differ':
      return tCount('admin.found.countsDiffer', params.count)
    case 'unchecked':
      return t('admin.found.unchecked', { error: params.error })
    case 'as_written':
      return t('admin.found.asWritten', { text: params.text })
  }
}
