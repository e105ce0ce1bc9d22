/** Deductions in words: a creator and an operator read the same. */
import type { Reply } from '#api/routes.ts'
import type { PlainKey } from '#i18n/words.svelte.ts'

type Deduction = Reply<'GET /v1/me/deductions'>['deductions'][number]

export const deductionReasons = {
  invalid_traffic: 'deduct.reason.invalid_traffic',
  advertiser_refund: 'deduct.reason.advertiser_refund',
  chargeback: 'deduct.reason.chargeback',
  rights_claim: 'deduct.reason.rights_claim',
  correction: 'deduct.reason.correction',
} as const satisfies Record<Deduction['reason'], PlainKey>

export const deductionFaces = {
  taken: { tone: 'bad', label: 'deduct.state.taken' },
  appealed: { tone: 'calm', label: 'deduct.state.appealed' },
  returned: { tone: 'good', label: 'deduct.state.returned' },
  final: { tone: 'plain', label: 'deduct.state.final' },
} as const satisfies Record<Deduction['state'], { tone: string; label: PlainKey }>
