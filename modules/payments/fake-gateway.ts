/** Midtrans and Xendit, pretended: the same paths, the same signatures, no money. For tests, development and the demo;
 *  providers.ts refuses it on a real stage. A test pays by {@link FakeGateway.pay} and makes it misbehave by
 *  {@link FakeGateway.fault}. */
import { createHash } from 'node:crypto'
import { wholeRupiah } from './amounts.ts'
import { answerMidtrans, midtransNotice } from './fake-midtrans.ts'
import { answerXendit, xenditNotice } from './fake-xendit.ts'
import type { Headers } from './provider.ts'

export type FakeState =
  | 'waiting'
  | 'paid'
  | 'expired'
  | 'cancelled'
  | 'declined'
  | 'refunded'
  | 'charged_back'

/** A charge as the gateway remembers it. */
export interface Charge {
  readonly provider: 'midtrans' | 'xendit'
  /** Our payment's id. */
  readonly reference: string
  /** The gateway's own number. */
  readonly number: string
  readonly channel: string
  amount: string
  currency: string
  state: FakeState
  refunded: bigint
  /** Notices sent so far: each has its own id. */
  told: number
}

export interface FakeNotice {
  readonly provider: 'midtrans' | 'xendit'
  readonly headers: Headers
  readonly raw: Buffer
}

/** `down`: no connection. `error`: HTTP 503. `late`: it acts, and answers after every patience is over. `garbage`: HTTP
 *  200 and no JSON. `forgetful`: it knows of no charge. */
export type FakeFault = 'down' | 'error' | 'late' | 'garbage' | 'forgetful'

export interface FakeAnswer {
  readonly status: number
  readonly body: string
}

export interface FakeRequest {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly body: string
}

export interface FakeGateway {
  readonly keys: { readonly midtrans: string; readonly xendit: string; readonly xenditToken: string }
  /** Stands in for the process's own: no socket is opened. */
  readonly fetch: typeof fetch
  /** The same behind any server; see fake-server.ts. */
  answer(request: FakeRequest): FakeAnswer
  /** Where notices go; they are only remembered until one is given. */
  deliverTo(deliver: (notice: FakeNotice) => Promise<unknown>): void
  /** Somebody pays, and the gateway tells so, as often as asked. @returns the notice */
  pay(reference: string, options?: { tell?: number }): Promise<FakeNotice>
  /** The charge moves on without telling. */
  become(reference: string, change: Partial<Pick<Charge, 'state' | 'amount' | 'currency'>>): void
  /** A signed notice of what the charge is now; not delivered. */
  notice(reference: string): FakeNotice
  charge(reference: string): Charge | undefined
  /** Remembers a charge of before a restart. */
  recall(charge: {
    provider: Charge['provider']
    reference: string
    channel: string
    amountIdr: bigint
  }): void
  /** The next `times` calls go wrong that way. */
  fault(kind: FakeFault, times?: number): void
  /** Something happens just before the next call whose path ends so is acted on. */
  before(ending: string, happens: () => void): void
  /** Calls that were made, as `POST /v2/charge`. */
  readonly calls: readonly string[]
  /** A settlement file of everything paid or given back, in the known template's columns. */
  settlementFile(provider: Charge['provider'], feeOf: (amountIdr: bigint, channel: string) => bigint): string
}

export function createFakeGateway(seed = 'panggung'): FakeGateway {
  const key = (name: string) => createHash('sha256').update(`${seed}:${name}`).digest('base64url')
  const keys = {
    midtrans: `SB-Mid-server-${key('midtrans')}`,
    xendit: `xnd_development_${key('xendit')}`,
    xenditToken: key('xendit-token'),
  }
  const charges = new Map<string, Charge>()
  const faults: FakeFault[] = []
  const calls: string[] = []
  let waiting: { ending: string; happens: () => void } | undefined
  let deliver: (notice: FakeNotice) => Promise<unknown> = async () => {}

  const present = (reference: string): Charge => {
    const found = charges.get(reference)
    if (!found) throw new Error(`the gateway knows no charge ${reference}`)
    return found
  }
  const house = { keys, charges, numberOf: (reference: string) => key(`number ${reference}`).slice(0, 24) }
  const answer = (request: FakeRequest): FakeAnswer => {
    calls.push(`${request.method} ${request.path}`)
    if (waiting && request.path.endsWith(waiting.ending)) {
      const { happens } = waiting
      waiting = undefined
      happens()
    }
    return request.path.startsWith('/v2/') ? answerMidtrans(house, request) : answerXendit(house, request)
  }
  const notice = (reference: string): FakeNotice => {
    const charge = present(reference)
    charge.told++
    return charge.provider === 'midtrans' ? midtransNotice(house, charge) : xenditNotice(house, charge)
  }

  return {
    keys,
    calls,
    answer,
    notice,
    async fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : input)
      const request: FakeRequest = {
        method: init?.method ?? 'GET',
        path: url.pathname,
        headers: Object.fromEntries(new globalThis.Headers(init?.headers)),
        body: typeof init?.body === 'string' ? init.body : '',
      }
      const fault = faults.shift()
      if (fault === 'down') {
        calls.push(`${request.method} ${request.path}`)
        throw new TypeError('fetch failed')
      }
      if (fault === 'error') return new Response('', { status: 503 })
      if (fault === 'garbage') return new Response('<html>maintenance</html>', { status: 200 })
      if (fault === 'forgetful') return new Response('{"status_code":"404"}', { status: 404 })
      const { status, body } = answer(request)
      if (fault === 'late') throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
      return new Response(body, { status })
    },
    deliverTo(given) {
      deliver = given
    },
    async pay(reference, { tell = 1 } = {}) {
      const charge = present(reference)
      if (charge.state === 'waiting') charge.state = 'paid'
      const told = notice(reference)
      for (let times = 0; times < tell; times++) await deliver(told)
      return told
    },
    become(reference, change) {
      Object.assign(present(reference), change)
    },
    charge: (reference) => charges.get(reference),
    recall({ provider, reference, channel, amountIdr }) {
      if (charges.has(reference)) return
      const number = house.numberOf(reference)
      charges.set(reference, {
        provider,
        reference,
        number,
        channel,
        amount: String(amountIdr),
        currency: 'IDR',
        state: 'waiting',
        refunded: 0n,
        told: 0,
      })
    },
    fault(kind, times = 1) {
      for (let time = 0; time < times; time++) faults.push(kind)
    },
    before(ending, happens) {
      waiting = { ending, happens }
    },
    settlementFile(provider, feeOf) {
      const rows = [...charges.values()]
        .filter(
          (one) => one.provider === provider && ['paid', 'refunded', 'charged_back'].includes(one.state),
        )
        .flatMap((one) => {
          const amount = wholeRupiah(one.amount) ?? 0n
          const back = one.state === 'charged_back' ? amount : one.refunded
          const paid = [one.reference, 'Payment', amount, feeOf(amount, one.channel), 0, one.currency].join(
            ',',
          )
          return back > 0n ? [paid, [one.reference, 'Refund', -back, 0, 0, one.currency].join(',')] : [paid]
        })
      const header =
        provider === 'midtrans'
          ? 'Order ID,Transaction Type,Gross Amount,Total Fee,VAT,Currency'
          : 'Reference,Type,Amount,Fee,VAT on Fee,Currency'
      return `${[header, ...rows].join('\n')}\n`
    },
  }
}

export interface FakeHouse {
  readonly keys: FakeGateway['keys']
  readonly charges: Map<string, Charge>
  numberOf(reference: string): string
}
