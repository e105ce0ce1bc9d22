/** The operator's pages: is the stage well, what waits for a person, close and audit. */
import { z } from 'zod'
import { refusals, route, type RouteMap, zDay, zInstant, zMoney, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'

export { agesRoutes } from './contract-ages.ts'
export { resemblancesRoutes } from './contract-resemblances.ts'

export const adminRefusals = refusals({
  nothing_to_close: {
    status: 409,
    en: 'Nothing is due to be closed. A day can be closed after it has ended.',
    id: 'Belum ada yang bisa ditutup. Sebuah hari bisa ditutup setelah berakhir.',
  },
})

const zCount = z.int().min(0)
/** An exact whole number of any size, as a decimal string. */
const zWhole = z.string().regex(/^-?\d+$/)
const found = <const Code extends string, Params extends z.ZodRawShape>(code: Code, params: Params) =>
  z.object({ code: z.literal(code), params: z.object(params) })

/** What a check found: a code and what belongs into its words. The web app says it in the reader's language,
 *  describe-detail.ts in English for the log and the shell. Kept results hold these: a code's meaning never changes. */
export const zDetail = z.discriminatedUnion('code', [
  found('answers', {}),
  found('disk_free', { bytes: zWhole }),
  found('jobs_failed', { count: zCount }),
  found('audit_ran', { at: zInstant }),
  found('audit_never', {}),
  found('no_transfers', {}),
  found('ledgers_balance', { ledgers: z.array(z.int()) }),
  /** Debits less credits, of what is posted and of what is pending. */
  found('ledgers_differ', {
    ledgers: z.array(z.object({ ledger: z.int(), posted: zWhole, pending: zWhole })),
  }),
  found('balances_agree', { accounts: zWhole }),
  /** Balances as `debitsPosted/creditsPosted/debitsPending/creditsPending/firstSeq/lastSeq/flags`; null: there is none. */
  found('balance_differs', {
    accountId: zUuid.nullable(),
    kept: z.string().nullable(),
    derived: z.string().nullable(),
  }),
  found('pending_differs', { transferId: zUuid, listed: z.boolean() }),
  found('chain_whole', { batches: zWhole, transfers: zWhole, head: z.string() }),
  found('chain_broken', {
    batch: zWhole,
    fault: z.enum([
      'predecessor_missing',
      'batch_missing',
      'transfers_missing',
      'transfer_uncovered',
      'transfer_misplaced',
      'account_unknown',
      'wrong_beginning',
      'instant_backwards',
      'hash_not_followed',
      'hash_differs',
    ]),
    transfer: zWhole.nullable(),
  }),
  found('conversion', { rupiah: zWhole, micro: zWhole }),
  found('pools_empty', { days: zCount }),
  found('pools_left', { days: z.array(zDay) }),
  found('documents_follow', {}),
  found('document_wrong', { period: z.string(), fault: z.enum(['signature', 'hash', 'order', 'key']) }),
  found('reports_follow', {}),
  found('report_wrong', { month: z.string(), fault: z.enum(['signature', 'hash', 'order', 'form']) }),
  found('accounts_agree', {}),
  /** Amounts in the unit of the account; `should` is empty where `holds` says all. */
  found('accounts_differ', {
    count: zCount,
    first: z.array(z.object({ account: z.string(), should: z.string(), holds: z.string() })),
  }),
  found('originals_there', {}),
  found('originals_missing', { count: zCount, first: z.array(z.string()) }),
  found('counts_differ', { count: zCount }),
  /** The check itself failed; the error is a machine's. */
  found('unchecked', { error: z.string() }),
  /** What an earlier version kept as a sentence. */
  found('as_written', { text: z.string() }),
])
export type Detail = z.infer<typeof zDetail>

const zCheck = z.object({ name: z.string(), ok: z.boolean(), detail: zDetail })
const zAudit = z.object({ at: zInstant, ok: z.boolean(), checks: z.array(zCheck) })
const zTopUp = z.object({
  id: zUuid,
  merchant: z.string(),
  handle: z.string(),
  amount: zMoney,
  /** What the bank statement must show: the amount with its unique code. */
  payable: zMoney,
  state: z.enum(['requested', 'confirmed', 'declined', 'expired']),
  requestedAt: zInstant,
  bankReference: z.string().nullable(),
})
const byTopUp = z.object({ topUpId: zUuid })

export const adminRoutes = {
  readOverview: route({
    method: 'GET',
    path: '/v1/admin/overview',
    summary: 'Health, queues, disk, days that wait to be closed, the last audit.',
    access: access.operators,
    reply: z.object({
      demo: z.boolean(),
      today: zDay,
      health: z.array(zCheck),
      queues: z.array(z.object({ name: z.string(), waiting: z.int(), running: z.int(), failed: z.int() })),
      diskFreeBytes: z.string(),
      daysDue: z.array(zDay),
      periodsDue: z.array(z.string()),
      lastClosedDay: zDay.nullable(),
      counts: z.object({ accounts: z.int(), videos: z.int(), watchesToday: z.int() }),
      audit: zAudit.nullable(),
    }),
    refusals: [identityRefusals.login_required, identityRefusals.not_allowed],
  }),
  listTopUps: route({
    method: 'GET',
    path: '/v1/admin/top-ups',
    summary: 'Top-ups of merchants; those that wait for confirmation first.',
    access: access.operators,
    query: z.strictObject({ state: z.enum(['requested', 'confirmed', 'declined', 'expired']).optional() }),
    reply: z.object({ topUps: z.array(zTopUp) }),
    refusals: [identityRefusals.login_required, identityRefusals.not_allowed],
  }),
  confirmTopUp: route({
    method: 'POST',
    path: '/v1/admin/top-ups/:topUpId/confirm',
    summary: 'Confirm that the money arrived. Twice with the same reference is the same as once.',
    access: access.operators,
    params: byTopUp,
    body: z.strictObject({ bankReference: z.string().trim().min(3).max(100) }),
    reply: z.object({ topUp: zTopUp }),
    refusals: [identityRefusals.login_required, identityRefusals.not_allowed],
    example: { bankReference: 'BCA 22/08 0007123' },
  }),
  declineTopUp: route({
    method: 'POST',
    path: '/v1/admin/top-ups/:topUpId/decline',
    summary: 'Decline a top-up whose money never came.',
    access: access.operators,
    params: byTopUp,
    body: z.strictObject({ reason: z.string().trim().min(3).max(300) }),
    reply: z.object({ topUp: zTopUp }),
    refusals: [identityRefusals.login_required, identityRefusals.not_allowed],
    example: { reason: 'Tidak ada transfer sebesar ini' },
  }),
  close: route({
    method: 'POST',
    path: '/v1/admin/close',
    summary: 'Close every day and period that is due.',
    access: access.operators,
    reply: z.object({ days: z.array(zDay), periods: z.array(z.string()) }),
    refusals: [identityRefusals.login_required, identityRefusals.not_allowed, adminRefusals.nothing_to_close],
  }),
  audit: route({
    method: 'POST',
    path: '/v1/admin/audit',
    summary: 'Prove now that the sum of everything is zero and the chain is whole.',
    access: access.operators,
    reply: z.object({ audit: zAudit }),
    refusals: [identityRefusals.login_required, identityRefusals.not_allowed],
    limit: 10,
  }),
}
export type AdminRoutes = RouteMap<typeof adminRoutes>
