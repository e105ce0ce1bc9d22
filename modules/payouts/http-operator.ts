import { toDay } from '../../platform/clock.ts'
import type { Http } from '../../platform/http/index.ts'
import { accountId, type Identity, requireRole } from '../identity/index.ts'
import { payoutsRoutes as routes, type MonthSlips } from './contract.ts'
import type { Batch, Payee, Payout, Payouts } from './index.ts'
import { download, payeeReply, payoutReply } from './replies.ts'

type Person = (id: string) => { accountId: string; handle: string; displayName: string }

export function mountPayoutDesk(http: Http, payouts: Payouts, people: Pick<Identity, 'findMany'>): void {
  /** Asks for people once a reply. */
  const persons = async (ids: readonly (string | null)[]): Promise<Person> => {
    const wanted = [...new Set(ids.filter((id) => id !== null))].map(accountId)
    const found = new Map((await people.findMany(wanted)).map((one) => [String(one.id), one]))
    return (id) => {
      const one = found.get(id)
      return { accountId: id, handle: one?.handle ?? '', displayName: one?.displayName ?? '' }
    }
  }
  const deskPayouts = async (all: readonly Payout[], lang: 'en' | 'id') => {
    const person = await persons(all.map((one) => one.accountId))
    return all.map((one) => ({
      ...payoutReply(one, lang),
      payee: person(one.accountId),
      holderName: one.holderName,
      batchId: one.batchId,
      heldBy: one.heldBy,
    }))
  }
  const deskPayout = async (payout: Payout, lang: 'en' | 'id') => {
    const [reply] = await deskPayouts([payout], lang)
    return { payout: reply ?? never() }
  }
  const deskPayees = async (all: readonly Payee[]) => {
    const person = await persons(all.map((one) => one.accountId))
    return all.map((one) => {
      const { handle, displayName } = person(one.accountId)
      return { ...payeeReply(one), handle, displayName }
    })
  }
  const deskPayee = async (payee: Payee) => {
    const [reply] = await deskPayees([payee])
    return { payee: reply ?? never() }
  }
  const deskBatches = async (all: readonly Batch[]) => {
    const person = await persons(all.flatMap((one) => [one.madeBy, one.approvedBy, one.sentBy]))
    return all.map((one) => batchReply(one, person))
  }
  const deskBatch = async (batch: Batch) => {
    const [reply] = await deskBatches([batch])
    return { batch: reply ?? never() }
  }

  http.handle(routes.listAdminPayouts, async ({ caller, query }) => {
    requireRole(caller, 'operator')
    const [found, due] = await Promise.all([payouts.listPayouts(query), payouts.due()])
    return {
      payouts: await deskPayouts(found, caller.lang),
      provider: payouts.providerId,
      due: { count: due.count, sumIdr: String(due.sumIdr) },
      csvTemplates: payouts.templates.map(({ id, name }) => ({ id, name })),
    }
  })
  http.handle(routes.listBatches, async ({ caller }) => {
    requireRole(caller, 'operator')
    return { batches: await deskBatches(await payouts.listBatches()) }
  })
  http.handle(routes.makeBatch, async ({ caller, body }) => {
    const operator = requireRole(caller, 'operator')
    return deskBatch(await payouts.makeBatch(operator, body.requestId, body.payoutIds))
  })
  http.handle(routes.approveBatch, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    return deskBatch(await payouts.approveBatch(operator, params.batchId, BigInt(body.ctrlSumIdr)))
  })
  http.handle(routes.discardBatch, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    return deskBatch(await payouts.discardBatch(operator, params.batchId, body.reason))
  })
  http.handle(routes.readBatchFile, async ({ caller, params, query, reply }) => {
    const operator = requireRole(caller, 'operator')
    const file = await payouts.batchFile(operator, params.batchId, query.format, query.template)
    return reply.headers(download(file.contentType, file.name)).send(file.content)
  })
  http.handle(routes.markSent, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    return deskBatch(await payouts.markSent(operator, params.batchId, body.format, body.template))
  })
  http.handle(routes.reportBatch, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    const lines = await payouts.report(operator, params.batchId, body.csv)
    return { lines: lines.map((one) => ({ ...one, message: one.message?.(caller.lang) ?? null })) }
  })
  http.handle(routes.settlePayout, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    const day = body.bankDay === undefined ? undefined : toDay(body.bankDay)
    return deskPayout(await payouts.settle(operator, params.payoutId, body.bankReference, day), caller.lang)
  })
  http.handle(routes.returnPayout, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    return deskPayout(await payouts.giveBack(operator, params.payoutId, body.code, body.reason), caller.lang)
  })

  http.handle(routes.listContradictions, async ({ caller }) => {
    requireRole(caller, 'operator')
    const found = await payouts.contradictions()
    return {
      contradictions: found.map((one) => ({
        ...one,
        at: one.at.toISOString(),
        resolvedAt: one.resolvedAt?.toISOString() ?? null,
      })),
    }
  })
  http.handle(routes.resolveContradiction, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    await payouts.resolveContradiction(operator, params.contradictionId, body.note)
    return { resolved: true }
  })

  http.handle(routes.listPayees, async ({ caller, query }) => {
    requireRole(caller, 'operator')
    return { payees: await deskPayees(await payouts.listPayees(query.state)) }
  })
  http.handle(routes.verifyPayee, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    return deskPayee(await payouts.verifyPayee(operator, params.accountId, body.tier, body.note))
  })
  http.handle(routes.rejectPayee, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    return deskPayee(await payouts.rejectPayee(operator, params.accountId, body.reason))
  })
  http.handle(routes.unmaskPayee, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    return { fields: await payouts.unmask(operator, params.accountId, body.fields, body.reason) }
  })

  http.handle(routes.readMonthSlips, async ({ caller, params, query, reply }) => {
    const operator = requireRole(caller, 'operator')
    const { format = 'json', kind = 'pph21' } = query
    if (format !== 'json') {
      const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/xml; charset=utf-8'
      const file = await payouts.monthFile(operator, params.month, format, kind)
      return reply.headers(download(type, `bukti-potong-${kind}-${params.month}.${format}`)).send(file)
    }
    const { month, issued, withholderSet, totals } = await payouts.monthSlips(params.month)
    const body: MonthSlips = {
      month,
      issued,
      withholderSet,
      totals: totals.map((one) => ({
        ...one,
        grossIdr: String(one.grossIdr),
        taxIdr: String(one.taxIdr),
      })),
    }
    return reply.header('cache-control', 'no-store').send(body)
  })
}

const never = (): never => {
  throw new Error('one thing was asked for and has one reply')
}

const batchReply = (batch: Batch, person: Person) => {
  const operator = (id: string) => ({ accountId: id, handle: person(id).handle })
  return {
    id: batch.id,
    provider: batch.provider,
    state: batch.state,
    count: batch.count,
    ctrlSumIdr: String(batch.ctrlSumIdr),
    taxIdr: String(batch.taxIdr),
    madeBy: operator(batch.madeBy),
    madeAt: batch.madeAt.toISOString(),
    approvedBy: batch.approvedBy === null ? null : operator(batch.approvedBy),
    approvedAt: batch.approvedAt?.toISOString() ?? null,
    singleOperator: batch.singleOperator,
    sentBy: batch.sentBy === null ? null : operator(batch.sentBy),
    sentAt: batch.sentAt?.toISOString() ?? null,
    sentFormat: batch.sentFormat,
    files: batch.files.map(({ format, sha256, madeAt }) => ({
      format,
      sha256,
      madeAt: madeAt.toISOString(),
    })),
    states: { ...batch.states },
  }
}
