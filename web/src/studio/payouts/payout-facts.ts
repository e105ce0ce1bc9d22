/** A payout's states in words and in order, and when the next one is likely to arrive. */
import type { Reply } from '#api/routes.ts'
import type { PlainKey } from '#i18n/words.svelte.ts'

export type Payee = NonNullable<Reply<'GET /v1/me/payee'>['payee']>
export type BankAccount = NonNullable<Payee['bankAccount']>
export type Payout = Reply<'GET /v1/me/payouts'>['payouts'][number]
export type Quote = Reply<'GET /v1/me/payout-quote'>['quote']
export type Schedule = Reply<'GET /v1/me/payout-schedule'>['kind']
export type TaxLine = Quote['taxLines'][number]

export const payoutFaces = {
  requested: { tone: 'spot', label: 'payouts.state.requested' },
  approved: { tone: 'calm', label: 'payouts.state.approved' },
  sent: { tone: 'calm', label: 'payouts.state.sent' },
  paid: { tone: 'good', label: 'payouts.state.paid' },
  returned: { tone: 'bad', label: 'payouts.state.returned' },
  cancelled: { tone: 'plain', label: 'payouts.state.cancelled' },
  failed: { tone: 'bad', label: 'payouts.state.failed' },
} as const satisfies Record<Payout['state'], { tone: string; label: PlainKey }>

export const returnWords = {
  account_closed: 'payouts.return.account_closed',
  account_not_found: 'payouts.return.account_not_found',
  name_mismatch: 'payouts.return.name_mismatch',
  over_limit: 'payouts.return.over_limit',
  bank_refused: 'payouts.return.bank_refused',
  other: 'payouts.return.unknown',
} as const satisfies Record<NonNullable<Payout['reasonCode']>, PlainKey>

const under: ReadonlySet<Payout['state']> = new Set(['requested', 'approved', 'sent'])
export const isUnderWay = (payout: Pick<Payout, 'state'>): boolean => under.has(payout.state)

interface Times {
  readonly state: Payout['state']
  readonly requestedAt: string
  readonly endedAt: string | null
}

/** The median of how long the last five paid ones took, counted from now; undefined before the first arrived. */
export function arrivalOf(payouts: readonly Times[], now: number): { at: Date; of: number } | undefined {
  const took = payouts
    .flatMap((one) =>
      one.state === 'paid' && one.endedAt !== null
        ? [{ ended: Date.parse(one.endedAt), ms: Date.parse(one.endedAt) - Date.parse(one.requestedAt) }]
        : [],
    )
    .sort((a, b) => b.ended - a.ended)
    .slice(0, 5)
    .map((one) => one.ms)
    .sort((a, b) => a - b)
  const middle = took[Math.floor(took.length / 2)]
  return middle === undefined ? undefined : { at: new Date(now + middle), of: took.length }
}
