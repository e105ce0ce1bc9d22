/** An outside engine as a source of the feed. A page has 5 ms and an engine answers when it likes, so nothing is asked
 *  while a page is made: each page takes the list that was fetched since the one before, and asks for the next.
 *
 *  - The engine knows a viewer by a keyed hash, and of them what may be learned from: which clips, when, whether finished.
 *  - Nothing is sent of who paused learning or does not want a personal feed, and nothing is asked for them.
 *  - Whatever a viewer changes (a wish, a pause, a reset, something deleted from their history) deletes them at the engine;
 *    what may still be learned from is told anew with their next page.
 *  - Where the engine is away, pages are made from the other sources; a breaker tries again by and by. */
import { createHmac } from 'node:crypto'
import type { Clock } from '../../../platform/clock.ts'
import { asError } from '../../../platform/errors.ts'
import type { Logger } from '../../../platform/log.ts'
import type { Metrics } from '../../../platform/metrics.ts'
import type { OutsideSource } from '../sources/outside.ts'
import { createBreaker } from './breaker.ts'
import type { Engine, Fault, Heard, Told } from './engine.ts'

export interface ExternalDeps {
  readonly engine: Engine
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Metrics
  /** 0 ≤ x < 1. */
  readonly random: () => number
  /** Makes pseudonyms of viewer keys; another one makes everyone a stranger to the engine. */
  readonly secret: string
  /** Clips of one list. */
  readonly cap: number
  /** Clips that may be learned from, the latest first: when each was offered and how long it was played, in ms. */
  readonly learnable: (
    viewerKey: string,
    limit: number,
  ) => Promise<readonly { readonly videoId: string; readonly at: Date; readonly totalMs: number }[]>
  /** Lengths in ms; what is gone is left out. */
  readonly durationsOf: (videoIds: readonly string[]) => Promise<ReadonlyMap<string, number>>
}

export interface External {
  readonly source: OutsideSource
  /** Something changed in what the viewer wants, or in what may be learned from them. */
  changed(viewerKey: string): void
  /** Resolves when no call is under way. */
  settled(): Promise<void>
  stop(): Promise<void>
}

interface Kept {
  ids: readonly string[]
  /** When the list was asked for, in ms. */
  askedMs: number
  /** What the engine was told, so that it is told once: `video` or `video finished`. */
  told: ReadonlySet<string>
}

/** Bounds of what is remembered: lists, viewers to ask for, viewers to delete. */
const viewersMax = 10_000
const waitingMax = 1_000
const forgetMax = 50_000
const lanes = 8
/** A list that old is asked for again; one that much older is not shown any more. */
const freshMs = 15_000
const keptMs = 10 * 60_000
const heardMax = 50
/** Played of a clip that is finished. */
const finishedPart = 0.95

export function createExternal(deps: ExternalDeps): External {
  const { engine, clock, log, metrics } = deps
  const kept = new Map<string, Kept>()
  const toAsk = new Set<string>()
  const toForget = new Set<string>()
  const underWay = new Map<string, Promise<void>>()
  const breaker = createBreaker(deps.random)
  const calls = metrics.counter('feed_external_calls_total', 'Calls of the outside engine.', [
    'call',
    'outcome',
  ])
  const passed = metrics.counter('feed_external_passed_total', 'Calls that were not made: enough waited.')
  metrics.gauge('feed_external_away', '1 while the outside engine does not answer.', () =>
    breaker.isOpen ? 1 : 0,
  )
  let isStopped = false

  const nowMs = (): number => clock.now().getTime()
  /** 128 bits: nobody finds a viewer from it who has no secret. */
  const userOf = (viewerKey: string): string =>
    createHmac('sha256', deps.secret).update(viewerKey).digest().subarray(0, 16).toString('base64url')

  /** @returns undefined when the engine failed */
  const call = async <T>(what: string, made: Promise<Told<T>>): Promise<{ value: T } | undefined> => {
    const told = await made
    calls(1, { call: what, outcome: told.ok ? 'ok' : told.fault })
    const was = breaker.isOpen
    if (told.ok) breaker.succeeded()
    else breaker.failed(nowMs())
    if (was !== breaker.isOpen) sayTurn(told.ok ? undefined : told.fault)
    return told.ok ? { value: told.value } : undefined
  }
  const sayTurn = (fault: Fault | undefined): void => {
    if (fault) log.warn({ event: 'feed-external-away', engine: engine.name, fault })
    else log.info({ event: 'feed-external-back', engine: engine.name })
  }

  const newsOf = async (viewerKey: string): Promise<Heard[]> => {
    const watched = await deps.learnable(viewerKey, heardMax)
    const durations = await deps.durationsOf(watched.map(({ videoId }) => videoId))
    return watched.flatMap(({ videoId, at, totalMs }) => {
      const duration = durations.get(videoId)
      return duration === undefined ? [] : [{ videoId, at, finished: totalMs >= finishedPart * duration }]
    })
  }
  const ask = async (viewerKey: string): Promise<void> => {
    const state = kept.get(viewerKey)
    if (!state) return
    const heard = await newsOf(viewerKey)
    // What was said meanwhile holds: nothing is sent that was read before it.
    if (kept.get(viewerKey) !== state) return
    const user = userOf(viewerKey)
    const news = heard.filter((one) => !state.told.has(keyOf(one)))
    if (news.length > 0) {
      if (!(await call('learn', engine.learn(user, news)))) return
      state.told = new Set(heard.map(keyOf))
    }
    if (kept.get(viewerKey) !== state) return
    const answer = await call('recommend', engine.recommend(user, deps.cap))
    if (answer) state.ids = [...new Set(answer.value)]
  }
  const forget = async (viewerKey: string): Promise<void> => {
    const isDone = await call('forget', engine.forget(userOf(viewerKey)))
    if (!isDone) put(toForget, viewerKey, forgetMax)
  }
  const workFor = async (viewerKey: string): Promise<void> => {
    try {
      if (toForget.delete(viewerKey)) await forget(viewerKey)
      else if (toAsk.delete(viewerKey)) await ask(viewerKey)
    } catch (thrown) {
      log.warn({ event: 'feed-external-failed', err: asError(thrown) })
    }
  }
  const put = (into: Set<string>, viewerKey: string, most: number): void => {
    if (into.size >= most && !into.has(viewerKey)) {
      const [oldest] = into
      if (oldest !== undefined) into.delete(oldest)
      passed()
    }
    into.add(viewerKey)
  }
  /** One call a viewer at a time: what is deleted is not told in the same moment. Deleting goes first. */
  const next = (): string | undefined => {
    for (const waiting of [toForget, toAsk]) for (const one of waiting) if (!underWay.has(one)) return one
    return undefined
  }
  const pump = (): void => {
    while (!isStopped && underWay.size < (breaker.isOpen ? 1 : lanes)) {
      const viewerKey = next()
      if (viewerKey === undefined || !breaker.mayCall(nowMs())) return
      const work = workFor(viewerKey).then(() => {
        underWay.delete(viewerKey)
        pump()
      })
      underWay.set(viewerKey, work)
    }
  }
  const remember = (viewerKey: string, state: Kept): void => {
    kept.delete(viewerKey)
    if (kept.size >= viewersMax)
      for (const oldest of kept.keys()) {
        kept.delete(oldest)
        break
      }
    kept.set(viewerKey, state)
  }
  const settled = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.all(underWay.values())
  }

  return {
    settled,
    source: {
      name: 'external',
      cap: deps.cap,
      tries: false,
      why: {
        en: 'A recommender that this stage asks expects you to like it.',
        id: 'Mesin rekomendasi yang dipakai panggung ini menduga kamu akan suka.',
      },
      candidates({ viewerKey, wishes, mayCome }, limit) {
        if (!wishes.personalised || !wishes.learning) return []
        const state = kept.get(viewerKey) ?? { ids: [], askedMs: Number.NEGATIVE_INFINITY, told: new Set() }
        remember(viewerKey, state)
        const age = nowMs() - state.askedMs
        if (age >= freshMs) {
          state.askedMs = nowMs()
          put(toAsk, viewerKey, waitingMax)
          pump()
        }
        if (age > keptMs) state.ids = []
        return state.ids
          .filter(mayCome)
          .slice(0, limit)
          .map((videoId) => ({ videoId }))
      },
    },
    changed(viewerKey) {
      kept.delete(viewerKey)
      toAsk.delete(viewerKey)
      put(toForget, viewerKey, forgetMax)
      pump()
    },
    async stop() {
      isStopped = true
      await settled()
    },
  }
}

const keyOf = ({ videoId, finished }: Heard): string => (finished ? `${videoId} finished` : videoId)
