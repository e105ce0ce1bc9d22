/** One gift on its way. What is sent keeps its id until it was answered, through a lost connection, a closed sheet and
 *  a reload: trying again is the same gift, never a second one. */
import { api } from '#api/api.ts'
import { ApiError } from '#api/api-error.ts'
import { session } from '#shell/session.svelte.ts'
import { forgetChoice, type GiftChoice, keepChoice } from './gift-choice.ts'
import { keptId, letGo } from './kept-id.ts'

export interface Receiver {
  readonly handle: string
  /** The clip that it is for; a creator without one. */
  readonly videoId?: string
}
export type Terms = Pick<GiftChoice, 'item' | 'count' | 'message'>
export type GiftPhase = 'choosing' | 'sending' | 'unanswered' | 'sent'

/** Where the receiver is shown, and where the sheet opens again. */
export const pathOf = (to: Receiver): string => (to.videoId ? `/v/${to.videoId}` : `/@${to.handle}`)
export const openAgain = (to: Receiver): string => `${pathOf(to)}?gift=1`

export function giftSender(to: Receiver, unanswered: Terms | undefined) {
  const path = pathOf(to)
  let phase = $state<GiftPhase>(unanswered ? 'unanswered' : 'choosing')
  let terms = $state.raw<Terms | undefined>(unanswered)
  let fault = $state.raw<unknown>(undefined)
  /** How many of the same in a row. */
  let combo = $state(0)
  let held = $state.raw<bigint>()

  const send = async (what: Terms): Promise<void> => {
    if (phase === 'sending') return
    const before = phase
    const same = before === 'sent' && terms?.item === what.item
    terms = what
    phase = 'sending'
    fault = undefined
    keepChoice({ path, ...what, unanswered: true })
    const { item, count, message } = what
    try {
      const reply = await api('POST /v1/gifts', {
        body: {
          giftId: keptId('gift', { path, item, count, message }),
          item,
          count,
          ...(to.videoId ? { videoId: to.videoId } : { handle: to.handle }),
          ...(message === '' ? {} : { message }),
        },
        timeoutMs: 10_000,
      })
      letGo('gift')
      forgetChoice()
      held = BigInt(reply.coins)
      combo = same ? combo + count : count
      phase = 'sent'
    } catch (error) {
      const refused = error instanceof ApiError && error.status >= 400 && error.status < 500
      if (!refused) {
        phase = 'unanswered'
        return
      }
      // A refusal spends nothing, and what was refused is not kept by its id.
      keepChoice({ path, ...what, unanswered: false })
      if (error.status === 401) session.ended()
      fault = error
      phase = 'choosing'
    }
  }
  return {
    get phase() {
      return phase
    },
    get terms() {
      return terms
    },
    get fault() {
      return fault
    },
    get combo() {
      return combo
    },
    /** What the last answer said the sender holds. */
    get held() {
      return held
    },
    send,
    choose(): void {
      phase = 'choosing'
      combo = 0
    },
  }
}
