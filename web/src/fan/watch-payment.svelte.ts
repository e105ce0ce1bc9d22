/** A payment on the screen: asked about again and again while it waits, at once when someone comes back to the page.
 *  Create it in a component's script. */
import { api } from '#api/api.ts'
import { ApiError } from '#api/api-error.ts'
import type { Reply } from '#api/routes.ts'
import { pollDelay } from './poll-delay.ts'

export type Payment = Reply<'GET /v1/payments/:paymentId'>['payment']
export interface WatchedPayment {
  readonly payment: Payment | undefined
  /** Why nothing can be shown at all. */
  readonly error: unknown
  /** The last question was not answered; what is shown is older. */
  readonly lost: boolean
  readonly checking: boolean
  check: () => void
  /** What another call answered. */
  tell: (payment: Payment) => void
}

const moves = (payment: Payment): boolean => payment.state === 'waiting' || payment.state === 'refunding'

export function watchPayment(paymentId: () => string): WatchedPayment {
  let payment = $state.raw<Payment>()
  let error = $state.raw<unknown>()
  let lost = $state(false)
  let checking = $state(false)
  let check = (): void => undefined

  $effect(() => {
    const params = { paymentId: paymentId() }
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    let asked = 0
    let busy = false
    payment = undefined
    error = undefined

    const ask = async (): Promise<void> => {
      if (busy) return
      busy = true
      checking = true
      clearTimeout(timer)
      try {
        const told = await api('GET /v1/payments/:paymentId', { params, signal: stop.signal })
        payment = told.payment
        lost = false
        error = undefined
      } catch (fault) {
        if (stop.signal.aborted) return
        if (payment && !(fault instanceof ApiError && fault.status === 401)) lost = true
        else error = fault
      } finally {
        busy = false
        if (!stop.signal.aborted) checking = false
      }
      if (!stop.signal.aborted && payment && moves(payment) && !document.hidden)
        timer = setTimeout(() => void ask(), payment.instructions ? pollDelay(asked++) : 1000)
    }
    check = () => {
      asked = 0
      void ask()
    }
    const back = (): void => {
      if (!document.hidden && payment && moves(payment)) check()
    }
    document.addEventListener('visibilitychange', back, { signal: stop.signal })
    addEventListener('online', back, { signal: stop.signal })
    void ask()
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  })

  return {
    get payment() {
      return payment
    },
    get error() {
      return error
    },
    get lost() {
      return lost
    },
    get checking() {
      return checking
    },
    check: () => check(),
    tell: (told) => {
      payment = told
    },
  }
}
