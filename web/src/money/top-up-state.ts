import type { Reply } from '#api/routes.ts'
import type { PlainKey } from '#i18n/words.svelte.ts'

export type TopUpState = Reply<'GET /v1/merchant/top-ups'>['topUps'][number]['state']

/** A state's badge; a merchant and an operator read the same word. */
export const topUpFaces = {
  requested: { tone: 'spot', label: 'topUpState.requested' },
  confirmed: { tone: 'good', label: 'topUpState.confirmed' },
  declined: { tone: 'bad', label: 'topUpState.declined' },
  expired: { tone: 'plain', label: 'topUpState.expired' },
} as const satisfies Record<TopUpState, { tone: string; label: PlainKey }>
