import { Readable } from 'node:stream'
import { toDay } from '../../platform/clock.ts'
import { commonRefusals } from '../../platform/contract.ts'
import { refuse } from '../../platform/errors.ts'
import type { Http } from '../../platform/http/index.ts'
import { pageOf, placeOf } from '../../platform/pages.ts'
import { callerAccount, requireRole } from '../identity/index.ts'
import { earningsRoutes as routes } from './contract.ts'
import { holdDaysOf } from './credit.ts'
import { csvOf, jsonOf, lineJson } from './export-lines.ts'
import type { Deduction, Earnings, LineFilter, SplitRecord } from './index.ts'

const heldSources = ['ads', 'gift', 'tip', 'subscription'] as const

export function mountEarnings(http: Http, earnings: Earnings): void {
  /** Finds people by id, once a reply. */
  const people = async (ids: readonly (string | null)[]) => {
    const wanted = [...new Set(ids.flatMap((id) => id ?? []))]
    const found = new Map((await earnings.accounts.findMany(wanted)).map((one) => [String(one.id), one]))
    return (id: string | null) => {
      const account = id === null ? undefined : found.get(id)
      return account ? { id: account.id, handle: account.handle, displayName: account.displayName } : null
    }
  }
  const splitReplies = async (splits: readonly SplitRecord[], caller: string) => {
    const person = await people(splits.flatMap((one) => one.parts.map((part) => part.accountId)))
    return splits.map((split) => splitReply(split, caller, person))
  }
  const oneSplit = async (split: SplitRecord, caller: string) => {
    const person = await people(split.parts.map((part) => part.accountId))
    return splitReply(split, caller, person)
  }

  http.handle(routes.readEarnings, async ({ caller }) => {
    const standing = await earnings.standing(callerAccount(caller))
    const { balances } = standing
    return {
      balances: {
        pendingIdr: String(balances.pendingIdr),
        availableIdr: String(balances.availableIdr),
        reserveIdr: String(balances.reserveIdr),
        disputedIdr: String(balances.disputedIdr),
        inPayoutIdr: String(balances.inPayoutIdr),
        paidIdr: String(balances.paidIdr),
        owedIdr: String(balances.owedIdr),
      },
      sources: standing.sources.map((one) => ({
        source: one.source,
        earnedIdr: String(one.earnedIdr),
        onHoldIdr: String(one.onHoldIdr),
      })),
      releases: standing.releases.map((one) => ({ day: one.day, amountIdr: String(one.amountIdr) })),
      reserves: standing.reserves.map((one) => ({
        amountIdr: String(one.amountIdr),
        until: one.until.toISOString(),
        reason: one.reason,
      })),
      holdDays: Object.fromEntries(
        heldSources.map((source) => [source, holdDaysOf(earnings.config, source)]),
      ),
      unreadDeductions: standing.unreadDeductions,
    }
  })
  http.handle(routes.listLines, async ({ caller, query: { cursor, limit = 50, ...query } }) => {
    const me = callerAccount(caller)
    const place = placeOf(cursor)
    const after = place && { earnedAt: place.at, id: place.id }
    const lines = await earnings.lines(me, { ...filterOf(query), after, limit: limit + 1 })
    const page = pageOf(lines, limit, (line) => ({ at: line.earnedAt, id: line.id }))
    return { lines: page.rows.map(lineJson), nextCursor: page.nextCursor }
  })
  http.handle(routes.exportLines, ({ caller, query: { format = 'csv', ...query }, reply }) => {
    const pages = earnings.eachLine(callerAccount(caller), filterOf(query))
    reply
      .header(
        'content-type',
        format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
      )
      .header('content-disposition', `attachment; filename="panggung-earnings.${format}"`)
      .header('cache-control', 'no-store')
    return reply.send(Readable.from(format === 'csv' ? csvOf(pages) : jsonOf(pages)))
  })

  http.handle(routes.readSplit, async ({ caller, params }) => {
    const me = callerAccount(caller)
    const { current, next, proposed } = await earnings.splitsOfVideo(me, params.videoId)
    return {
      current: current ? await oneSplit(current, me) : null,
      next: next ? await oneSplit(next, me) : null,
      proposed: proposed ? await oneSplit(proposed, me) : null,
    }
  })
  http.handle(routes.proposeSplit, async ({ caller, params, body }) => {
    const me = callerAccount(caller)
    const split = await earnings.proposeSplit(me, params.videoId, body.parts)
    return { split: split ? await oneSplit(split, me) : null }
  })
  http.handle(routes.acceptSplit, async ({ caller, params }) => {
    const me = callerAccount(caller)
    return { split: await oneSplit(await earnings.answerSplit(me, params.splitId, true), me) }
  })
  http.handle(routes.declineSplit, async ({ caller, params }) => {
    const me = callerAccount(caller)
    return { split: await oneSplit(await earnings.answerSplit(me, params.splitId, false), me) }
  })
  http.handle(routes.endSplit, async ({ caller, params }) => {
    const me = callerAccount(caller)
    return { split: await oneSplit(await earnings.endSplit(me, params.splitId), me) }
  })
  http.handle(routes.listSplits, async ({ caller }) => {
    const me = callerAccount(caller)
    return { splits: await splitReplies(await earnings.splitsOf(me), me) }
  })

  http.handle(routes.listDeductions, async ({ caller }) => {
    const me = callerAccount(caller)
    const deductions = await earnings.deductionsOf(me)
    return { deductions: deductions.map(deductionReply), unread: await earnings.unreadDeductions(me) }
  })
  http.handle(routes.seeDeductions, async ({ caller }) => {
    const me = callerAccount(caller)
    await earnings.seeDeductions(me)
    return { unread: await earnings.unreadDeductions(me) }
  })
  http.handle(routes.appealDeduction, async ({ caller, params, body }) => ({
    deduction: deductionReply(await earnings.appeal(callerAccount(caller), params.deductionId, body.text)),
  }))

  const forOperator = async (deductions: readonly Deduction[], operator: string) => {
    const person = await people(
      deductions.flatMap((one) => [one.creatorId, one.deductedBy, one.decidedBy, one.owedTo]),
    )
    const isAlone = (await earnings.countOperators()) < 2
    return deductions.map((one) => ({
      ...deductionReply(one),
      creator: person(one.creatorId),
      deductedBy: person(one.deductedBy),
      decidedBy: person(one.decidedBy),
      owedTo: person(one.owedTo),
      mayDecide: one.state === 'appealed' && (isAlone || one.deductedBy !== operator),
    }))
  }
  const oneForOperator = async (deduction: Deduction, operator: string) => {
    const [reply] = await forOperator([deduction], operator)
    return { deduction: reply ?? refuse(commonRefusals.not_found) }
  }
  http.handle(routes.listAllDeductions, async ({ caller, query }) => {
    const operator = requireRole(caller, 'operator')
    return { deductions: await forOperator(await earnings.listDeductions(query.state), operator) }
  })
  http.handle(routes.deduct, async ({ caller, body }) => {
    const operator = requireRole(caller, 'operator')
    const creator = (await earnings.accounts.findByHandle(body.handle)) ?? refuse(commonRefusals.not_found)
    const owedTo =
      body.owedTo === undefined
        ? undefined
        : ((await earnings.accounts.findByHandle(body.owedTo)) ?? refuse(commonRefusals.not_found))
    const deduction = await earnings.deduct(operator, {
      id: body.id,
      creatorId: creator.id,
      amountIdr: BigInt(body.amountIdr),
      reason: body.reason,
      fraud: body.fraud,
      evidence: body.evidence,
      ...(owedTo === undefined ? {} : { owedTo: owedTo.id }),
    })
    return oneForOperator(deduction, operator)
  })
  http.handle(routes.decideDeduction, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    const decided = await earnings.decide(operator, params.deductionId, body.outcome, body.note)
    return oneForOperator(decided, operator)
  })
}

const filterOf = (query: {
  from?: string | undefined
  to?: string | undefined
  source?: LineFilter['source']
}): LineFilter => ({
  from: query.from === undefined ? undefined : toDay(query.from),
  to: query.to === undefined ? undefined : toDay(query.to),
  source: query.source,
})

function splitReply(
  split: SplitRecord,
  caller: string,
  person: (id: string | null) => { id: string; handle: string; displayName: string } | null,
) {
  return {
    id: split.id,
    videoId: split.videoId,
    owner: person(split.ownerId),
    state: split.state,
    proposedAt: split.proposedAt.toISOString(),
    startsOn: split.startsOn,
    endsOn: split.endsOn,
    parts: split.parts.map((part) => ({
      person: person(part.accountId),
      basisPoints: part.basisPoints,
      state: part.state,
    })),
    awaitsMe:
      split.state === 'proposed' &&
      split.parts.some((part) => part.accountId === caller && part.state === 'waiting'),
  }
}

const deductionReply = (one: Deduction) => ({
  id: one.id,
  reason: one.reason,
  state: one.state,
  amountIdr: String(one.amountIdr),
  collectedIdr: String(one.collectedIdr),
  owedIdr: String(one.owedIdr),
  fraud: one.fraud,
  evidence: {
    summary: one.evidence.summary,
    facts: one.evidence.facts.map(({ name, value }) => ({ name, value })),
  },
  deductedAt: one.deductedAt.toISOString(),
  appealUntil: one.appealUntil.toISOString(),
  seen: one.seenAt !== null,
  appeal:
    one.appealedAt === null || one.appealText === null
      ? null
      : { at: one.appealedAt.toISOString(), text: one.appealText },
  decision:
    one.decidedAt === null || one.decisionNote === null
      ? null
      : { at: one.decidedAt.toISOString(), note: one.decisionNote },
})
