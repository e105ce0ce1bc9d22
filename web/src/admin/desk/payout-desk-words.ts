/** Batches and payouts in words, for operators. */
import type { Reply } from '#api/routes.ts'
import type { PlainKey } from '#i18n/words.svelte.ts'

export type Batch = Reply<'GET /v1/admin/payouts/batches'>['batches'][number]
export type DeskPayout = Reply<'GET /v1/admin/payouts'>['payouts'][number]
export type Template = Reply<'GET /v1/admin/payouts'>['csvTemplates'][number]

export const batchFaces = {
  made: { tone: 'spot', label: 'desk.batch.made' },
  approved: { tone: 'calm', label: 'desk.batch.approved' },
  sent: { tone: 'calm', label: 'desk.batch.sent' },
  done: { tone: 'good', label: 'desk.batch.done' },
  discarded: { tone: 'plain', label: 'desk.batch.discarded' },
} as const satisfies Record<Batch['state'], { tone: string; label: PlainKey }>

export const heldWords = {
  cooling: 'desk.held.cooling',
  not_verified: 'desk.held.not_verified',
  bank_account: 'desk.held.bank_account',
} as const satisfies Record<NonNullable<DeskPayout['heldBy']>, PlainKey>

/** 'csv:mandiri' or 'pain001' as the server names a file that was made → what to ask the server with. */
export function formatOf(name: string): { format: 'pain001' | 'csv'; template?: string } {
  if (name === 'pain001') return { format: 'pain001' }
  const [, template] = /^csv(?:[:/-](.+))?$/.exec(name) ?? []
  return template === undefined || template === '' ? { format: 'csv' } : { format: 'csv', template }
}
