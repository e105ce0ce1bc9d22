/** What a creator has earned from every source, when it may be paid out, with whom a video's income is shared, and what
 *  was taken back and why. Amounts are decimal strings of whole rupiah. */
import { z } from 'zod'
import {
  commonRefusals,
  route,
  type RouteMap,
  zCursor,
  zDay,
  zInstant,
  zMoney,
  zUuid,
  zWholeAmount,
} from '../../platform/contract.ts'
import { access, identityRefusals, zHandle } from '../identity/contract.ts'
import { earningsRefusals } from './contract-refusals.ts'

export { earningsRefusals }

/** Where a creator's money comes from. `split`: a share of another creator's video. `correction`: a mistake put right. */
export const sources = ['ads', 'gift', 'tip', 'subscription', 'split', 'correction'] as const
/** on_hold: earned, not yet payable · payable: the hold is over · taken_back: nothing is left of it */
export const lineStates = ['on_hold', 'payable', 'taken_back'] as const
export const splitStates = ['proposed', 'accepted', 'declined', 'withdrawn', 'ended'] as const
export const partStates = ['waiting', 'accepted', 'declined'] as const
export const deductionReasons = [
  'invalid_traffic',
  'advertiser_refund',
  'chargeback',
  'rights_claim',
  'correction',
] as const
/** taken: can be appealed until the deadline · appealed: frozen until an operator decides · returned: the creator was
 *  right · final: stands */
export const deductionStates = ['taken', 'appealed', 'returned', 'final'] as const

const zRange = {
  from: zDay.optional(),
  to: zDay.optional(),
  source: z.enum(sources).optional(),
}

export const zEarningLine = z.object({
  id: zUuid,
  source: z.enum(sources),
  /** What the income was; for a split, that of the video it was earned with. */
  of: z.enum(sources),
  amountIdr: zMoney,
  /** Taken back of it while it was on hold. */
  takenIdr: zMoney,
  state: z.enum(lineStates),
  videoId: zUuid.nullable(),
  /** Of the ledger: what moved it to the creator. */
  transferId: zUuid,
  earnedAt: zInstant,
  payableAt: zInstant,
  /** What else there is to know, by name: the period of an ad share, the gift … */
  about: z.record(z.string(), z.string()),
})

export const zBalances = z.object({
  /** Earned, on hold. */
  pendingIdr: zMoney,
  /** May be paid out now. */
  availableIdr: zMoney,
  /** Kept back for a time; see `reserves`. */
  reserveIdr: zMoney,
  /** Taken back and under appeal. */
  disputedIdr: zMoney,
  /** On its way to the bank. */
  inPayoutIdr: zMoney,
  /** Paid out so far. */
  paidIdr: zMoney,
  /** Deductions that are still to be collected from later earnings. */
  owedIdr: zMoney,
})

export const zPerson = z.object({ id: zUuid, handle: z.string(), displayName: z.string() })

export const zSplit = z.object({
  id: zUuid,
  videoId: zUuid,
  owner: zPerson.nullable(),
  state: z.enum(splitStates),
  proposedAt: zInstant,
  /** The first day it applies to. */
  startsOn: zDay.nullable(),
  /** The first day it no longer applies to. */
  endsOn: zDay.nullable(),
  parts: z.array(
    z.object({
      person: zPerson.nullable(),
      /** Hundredths of a percent; all parts make 10,000. */
      basisPoints: z.int(),
      state: z.enum(partStates),
    }),
  ),
  /** Whether the caller is still to answer. */
  awaitsMe: z.boolean(),
})

export const zEvidence = z.strictObject({
  summary: z.string().trim().min(10).max(1_000),
  /** Facts that can be checked, each with its name. */
  facts: z
    .array(
      z.strictObject({ name: z.string().trim().min(1).max(60), value: z.string().trim().min(1).max(300) }),
    )
    .max(20)
    .default([]),
})

export const zDeduction = z.object({
  id: zUuid,
  reason: z.enum(deductionReasons),
  state: z.enum(deductionStates),
  /** What is taken back in all. */
  amountIdr: zMoney,
  /** What has been taken so far. */
  collectedIdr: zMoney,
  /** What is still collected from later earnings. */
  owedIdr: zMoney,
  /** Fraud is confirmed: later earnings are not spared. */
  fraud: z.boolean(),
  evidence: z.object({
    summary: z.string(),
    facts: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
  deductedAt: zInstant,
  /** Until then it can be appealed. */
  appealUntil: zInstant,
  seen: z.boolean(),
  appeal: z.object({ at: zInstant, text: z.string() }).nullable(),
  decision: z.object({ at: zInstant, note: z.string() }).nullable(),
})

const zDeductionForOperator = zDeduction.extend({
  creator: zPerson.nullable(),
  /** Null: made by the stage itself (a chargeback). */
  deductedBy: zPerson.nullable(),
  /** Whose money it is, where it is somebody's. */
  owedTo: zPerson.nullable(),
  decidedBy: zPerson.nullable(),
  /** False when the caller made it and another operator is there to decide. */
  mayDecide: z.boolean(),
})

const operatorOnly = [identityRefusals.login_required, identityRefusals.not_allowed]
const owned = [identityRefusals.login_required, commonRefusals.not_found]
const bySplit = z.object({ splitId: zUuid })
const byVideo = z.object({ videoId: zUuid })
const byDeduction = z.object({ deductionId: zUuid })

export const earningsRoutes = {
  readEarnings: route({
    method: 'GET',
    path: '/v1/me/earnings',
    summary: "What stands on the caller's earnings, by state and source, and what is released next.",
    access: access.signedIn,
    reply: z.object({
      balances: zBalances,
      sources: z.array(
        z.object({
          source: z.enum(sources),
          /** Of all time. */
          earnedIdr: zMoney,
          onHoldIdr: zMoney,
        }),
      ),
      /** By day, the nearest first; at most 40 days. */
      releases: z.array(z.object({ day: zDay, amountIdr: zMoney })),
      reserves: z.array(z.object({ amountIdr: zMoney, until: zInstant, reason: z.string() })),
      /** How long income of each source is on hold. */
      holdDays: z.record(z.string(), z.int()),
      unreadDeductions: z.int(),
    }),
    refusals: [identityRefusals.login_required],
  }),
  listLines: route({
    method: 'GET',
    path: '/v1/me/earnings/lines',
    summary: "The caller's income line by line, the newest first. Both days are included.",
    access: access.signedIn,
    query: z.object({
      ...zRange,
      cursor: zCursor.optional(),
      limit: z.coerce.number().int().min(1).max(200).optional(),
    }),
    reply: z.object({ lines: z.array(zEarningLine), nextCursor: z.string().nullable() }),
    refusals: [identityRefusals.login_required, commonRefusals.cursor_unknown],
  }),
  exportLines: route({
    method: 'GET',
    path: '/v1/me/earnings/export',
    summary: 'All lines as one file, CSV (RFC 4180) or JSON, streamed.',
    access: access.signedIn,
    query: z.object({ ...zRange, format: z.enum(['csv', 'json']).optional() }),
    reply: 'raw',
    refusals: [identityRefusals.login_required],
    limit: 10,
  }),
  readSplit: route({
    method: 'GET',
    path: '/v1/videos/:videoId/split',
    summary:
      "How a video's income is shared: what applies today or from tomorrow, and what is proposed. For those who share it.",
    access: access.ownerOrNotFound,
    params: byVideo,
    reply: z.object({ current: zSplit.nullable(), next: zSplit.nullable(), proposed: zSplit.nullable() }),
    refusals: owned,
  }),
  proposeSplit: route({
    method: 'PUT',
    path: '/v1/videos/:videoId/split',
    summary:
      "Propose how the video's income is shared. It applies from the day after all have accepted. With no parts: end the split from tomorrow and withdraw what is proposed.",
    access: access.ownerOrNotFound,
    params: byVideo,
    body: z.strictObject({
      parts: z.array(z.strictObject({ handle: zHandle, basisPoints: z.int().min(1).max(10_000) })).max(10),
    }),
    reply: z.object({ split: zSplit.nullable() }),
    refusals: [...owned, earningsRefusals.split_parts_wrong, earningsRefusals.split_person_unknown],
    example: { parts: [] },
    limit: 30,
  }),
  acceptSplit: route({
    method: 'POST',
    path: '/v1/splits/:splitId/accept',
    summary: 'Accept a part in a video’s income. Twice is the same as once.',
    access: access.ownerOrNotFound,
    params: bySplit,
    reply: z.object({ split: zSplit }),
    refusals: [...owned, earningsRefusals.split_over],
  }),
  declineSplit: route({
    method: 'POST',
    path: '/v1/splits/:splitId/decline',
    summary: 'Decline a part that is proposed; the proposal is over. Twice is the same as once.',
    access: access.ownerOrNotFound,
    params: bySplit,
    reply: z.object({ split: zSplit }),
    refusals: [...owned, earningsRefusals.split_over],
  }),
  endSplit: route({
    method: 'POST',
    path: '/v1/splits/:splitId/end',
    summary: 'End an accepted split from tomorrow, as anyone who shares it may. Twice is the same as once.',
    access: access.ownerOrNotFound,
    params: bySplit,
    reply: z.object({ split: zSplit }),
    refusals: [...owned, earningsRefusals.split_over],
  }),
  listSplits: route({
    method: 'GET',
    path: '/v1/me/splits',
    summary:
      'Splits that the caller proposed or has a part in: those to answer first, then the newest. At most 200.',
    access: access.signedIn,
    reply: z.object({ splits: z.array(zSplit) }),
    refusals: [identityRefusals.login_required],
  }),
  listDeductions: route({
    method: 'GET',
    path: '/v1/me/deductions',
    summary: 'What was taken back from the caller and why, the newest first. At most 200.',
    access: access.signedIn,
    reply: z.object({ deductions: z.array(zDeduction), unread: z.int() }),
    refusals: [identityRefusals.login_required],
  }),
  seeDeductions: route({
    method: 'POST',
    path: '/v1/me/deductions/seen',
    summary: 'Mark every deduction, and every decision about one, as read.',
    access: access.signedIn,
    reply: z.object({ unread: z.int() }),
    refusals: [identityRefusals.login_required],
  }),
  appealDeduction: route({
    method: 'POST',
    path: '/v1/me/deductions/:deductionId/appeal',
    summary:
      'Appeal a deduction before its deadline. What was taken is frozen until another person has decided.',
    access: access.ownerOrNotFound,
    params: byDeduction,
    body: z.strictObject({ text: z.string().trim().min(10).max(2_000) }),
    reply: z.object({ deduction: zDeduction }),
    refusals: [...owned, earningsRefusals.appeal_too_late, earningsRefusals.deduction_settled],
    example: { text: 'Penonton hari itu datang dari siaran bersama, bukan robot.' },
    limit: 30,
  }),
  listAllDeductions: route({
    method: 'GET',
    path: '/v1/admin/deductions',
    summary: 'Deductions of all creators: appeals that wait first, then the newest. At most 200.',
    access: access.operators,
    query: z.object({ state: z.enum(deductionStates).optional() }),
    reply: z.object({ deductions: z.array(zDeductionForOperator) }),
    refusals: operatorOnly,
  }),
  deduct: route({
    method: 'POST',
    path: '/v1/admin/deductions',
    summary:
      "Take money back from a creator, with reason and evidence: from the reserve, then what is on hold, then what is payable, never below zero. What is missing is collected from later earnings. The deduction's id is the caller's: sent again, nothing happens twice.",
    access: access.operators,
    body: z.strictObject({
      id: zUuid,
      handle: zHandle,
      amountIdr: zWholeAmount,
      reason: z.enum(deductionReasons),
      /** Whose money it is: the advertiser who paid for views that were none. It goes there once the deduction is final. */
      owedTo: zHandle.optional(),
      fraud: z.boolean().default(false),
      evidence: zEvidence,
    }),
    reply: z.object({ deduction: zDeductionForOperator }),
    status: 201,
    refusals: [
      ...operatorOnly,
      commonRefusals.not_found,
      earningsRefusals.deduction_amount_wrong,
      earningsRefusals.deduction_differs,
    ],
    example: {
      id: '0199f0a2-7c11-7c00-8000-000000000071',
      handle: 'pemilik',
      amountIdr: '12000',
      reason: 'invalid_traffic',
      evidence: {
        summary: '3.120 tayangan pada 18 November datang dari satu kelompok 14 perangkat.',
        facts: [{ name: 'day', value: '2026-11-18' }],
      },
    },
  }),
  decideDeduction: route({
    method: 'POST',
    path: '/v1/admin/deductions/:deductionId/decide',
    summary:
      'Decide an appeal, with a note that the creator reads. The same decision again is the same answer.',
    access: access.operators,
    params: byDeduction,
    body: z.strictObject({
      outcome: z.enum(['returned', 'final']),
      note: z.string().trim().min(10).max(2_000),
    }),
    reply: z.object({ deduction: zDeductionForOperator }),
    refusals: [
      ...operatorOnly,
      commonRefusals.not_found,
      earningsRefusals.deduction_settled,
      earningsRefusals.decide_by_another,
    ],
    example: { outcome: 'returned', note: 'Tayangan itu terbukti dari siaran bersama.' },
  }),
}
export type EarningsRoutes = RouteMap<typeof earningsRoutes>
