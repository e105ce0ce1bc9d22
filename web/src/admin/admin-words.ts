/** Names of the machine's parts in words; a part that is not known here keeps its own name. */
import type { Reply } from '#api/routes.ts'
import { agoText, dayText, number, type PlainKey, t, tCount } from '#i18n/words.svelte.ts'
import { type Detail, sayDetail } from './say-detail.ts'

export type Overview = Reply<'GET /v1/admin/overview'>
export type TopUp = Reply<'GET /v1/admin/top-ups'>['topUps'][number]
export type Audit = NonNullable<Overview['audit']>

const names: Readonly<Record<string, PlainKey>> = {
  database: 'admin.health.database',
  disk: 'admin.health.disk',
  queues: 'admin.health.queues',
  audit: 'admin.health.audit',
  'ledger.trial-balance': 'admin.audit.balance',
  'ledger.balances-rederived': 'admin.audit.rederived',
  'ledger.hash-chain': 'admin.audit.chain',
  'ledger.conversion': 'admin.audit.conversion',
  'payments.accounts': 'admin.audit.payments',
  'coins.accounts': 'admin.audit.coins',
  'earnings.accounts': 'admin.audit.earnings',
  'payouts.accounts': 'admin.audit.payouts',
  'ads.day-pools-empty': 'admin.audit.pools',
  'revenue.document-chain': 'admin.audit.documents',
  'transparency.report-chain': 'admin.audit.reports',
  'media.originals-present': 'admin.audit.originals',
  'social.counts': 'admin.audit.counts',
}

export function partName(name: string): string {
  const key = names[name]
  return key ? t(key) : name
}

/** What a check found, in the reader's language. */
export const detailText = (detail: Detail): string =>
  sayDetail(detail, { t, tCount, number, dayText, agoText })
