/** Names of the machine's parts in words; a part that is not known here keeps its own name. */
import type { Reply } from '#api/routes.ts'
import { type PlainKey, t } from '#i18n/words.svelte.ts'

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
  'ads.day-pools-empty': 'admin.audit.pools',
  'revenue.document-chain': 'admin.audit.documents',
  'media.originals-present': 'admin.audit.originals',
  'social.counts': 'admin.audit.counts',
}

export function partName(name: string): string {
  const key = names[name]
  return key ? t(key) : name
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** '48318382080' → { size: 48.3, unit: 'GB' }; thousands, as disks are sold. */
export function bytesText(bytes: string): { size: number; unit: (typeof UNITS)[number] } {
  let size = Number(BigInt(bytes))
  let at = 0
  while (size >= 1000 && at < UNITS.length - 1) {
    size /= 1000
    at += 1
  }
  return { size: Math.round(size * 10) / 10, unit: UNITS[at] ?? 'B' }
}
