/** Notices of providers: kept as they came, answered when that is durable, and acted on by a job that asks the provider
 *  itself. What a notice claims is never believed, so one that is late, twice or out of order can't do harm. */
import { createHash } from 'node:crypto'
import { refuse } from '../../platform/errors.ts'
import { isUuid } from './amounts.ts'
import { fetchStatus } from './ask-providers.ts'
import type { Context } from './context.ts'
import { paymentRefusals } from './contract.ts'
import type { Headers } from './provider.ts'
import { applyStatus } from './settle-payment.ts'
import * as store from './store.ts'
import * as inbound from './store-inbound.ts'
import { handleNotice } from './work.ts'

/** Of notices that nobody signed, so many an hour and so much of each is kept, to be looked at: with those of 30 days at
 *  most 320 MB. What more comes is a flood, refused without a trace but in `http_request_seconds`. */
const refusedKept = 100
const refusedBytes = 2_048
const hourMs = 3_600_000

/** @returns false: it was there already. @throws Refusal webhook_refused */
export async function receiveNotice(
  context: Context,
  providerId: string,
  headers: Headers,
  raw: Uint8Array,
): Promise<boolean> {
  const { db, clock, jobs, log, providers } = context
  const provider = providers.get(providerId) ?? refuse(paymentRefusals.webhook_refused)
  const notice = provider.readWebhook(headers, raw)
  const at = clock.now()
  const kept = keptHeaders(headers)
  if (!notice.ok) {
    if ((await inbound.countRefused(db, new Date(at.getTime() - hourMs))) < refusedKept) {
      log.warn({ event: 'webhook-refused', provider: providerId, why: notice.why, bytes: raw.byteLength })
      // Under a name that no true notice can have: a forged one must not take a true one's place.
      const eventId = `refused ${createHash('sha256').update(raw).digest('hex')}`
      const row = {
        provider: providerId,
        eventId,
        reference: null,
        state: 'refused',
        why: notice.why,
      } as const
      const some = { headers: beginning(kept), raw: raw.subarray(0, refusedBytes) }
      await db.transaction((tx) => inbound.insertNotice(tx, { ...row, ...some, at }))
    }
    return refuse(paymentRefusals.webhook_refused)
  }
  const { eventId, reference } = notice
  return db.transaction(async (tx) => {
    const row = { provider: providerId, eventId, reference, state: 'kept', why: null } as const
    const isNew = await inbound.insertNotice(tx, { ...row, headers: kept, raw, at })
    if (isNew) await jobs.send(tx, handleNotice, { provider: providerId, eventId })
    return isNew
  })
}

const secretHeaders = new Set(['authorization', 'cookie', 'x-callback-token'])
/** Without secrets, and without what PostgreSQL can't hold. */
const keptHeaders = (headers: Headers): Headers =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !secretHeaders.has(name))
      .map(([name, value]) => [name, value.toWellFormed().replaceAll('\0', '')]),
  )

/** The first headers, as far as there is room for them. */
function beginning(headers: Headers): Headers {
  let room = refusedBytes
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const cut = value.slice(0, Math.max(0, room - name.length))
      room -= name.length + cut.length
      return cut === '' ? [] : [[name, cut]]
    }),
  )
}

/** Asks the provider about the payment that a kept notice names. @throws ProviderAway: the job tries again */
export async function actOnNotice(context: Context, providerId: string, eventId: string): Promise<void> {
  const { db, clock, providers } = context
  const notice = await inbound.findNotice(db, providerId, eventId)
  if (notice?.state !== 'kept') return
  const payment =
    notice.reference && isUuid(notice.reference) ? await store.findPayment(db, notice.reference) : undefined
  const provider = providers.get(providerId)
  const isOurs = payment?.provider === providerId && provider !== undefined
  if (isOurs) await applyStatus(context, payment, await fetchStatus(context, payment))
  const state = isOurs ? 'handled' : 'unknown'
  await db.transaction((tx) =>
    inbound.markHandled(tx, { provider: providerId, eventId, state, at: clock.now() }),
  )
}
