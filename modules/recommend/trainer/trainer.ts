/** The trainer as the serving thread knows it: gives it orders, and puts another in its place when it is stuck or dies.
 *  What was learned stays where it is, in the block; the orders that were not carried out are given again, a batch of
 *  lessons from the lesson on at which it ended. */
import { Worker } from 'node:worker_threads'
import type { Clock } from '../../../platform/clock.ts'
import { assert, asError } from '../../../platform/errors.ts'
import type { Logger } from '../../../platform/log.ts'
import type { Count } from '../../../platform/metrics.ts'
import type { HourReport, Lesson } from './learner.ts'
import { blockBytes, ledgerAt, type Model, type ModelSettings, openModel } from './model.ts'
import type { Answer, Order, TrainerStart } from './orders.ts'

export interface TrainerDeps {
  readonly clock: Clock
  readonly log: Logger
  readonly settings: ModelSettings
  /** Without progress for so long, it is stuck. */
  readonly stuckMs: number
  /** Labels: why. */
  readonly restarted: Count
  /** The thread's code; this module's own unless told. */
  readonly script?: URL | undefined
}

export interface Trainer {
  /** As it is now; only the trainer's thread writes into it. */
  readonly model: Model
  readonly isStuck: boolean
  /** Resolves when all are learned. */
  teach(lessons: readonly Lesson[]): Promise<void>
  tend(nowMs: number): Promise<HourReport | undefined>
  snapshot(stream: unknown, pairs: Uint32Array): Promise<Uint8Array>
  restore(bytes: Uint8Array): Promise<Extract<Answer, { kind: 'restore' }>>
  stop(): Promise<void>
}

interface Pending {
  order: Order
  readonly done: (answer: Answer) => void
  readonly failed: (error: Error) => void
}

const triesMax = 3
/** A busy machine takes long to start a thread. */
const startMs = 60_000

export function createTrainer(deps: TrainerDeps): Trainer {
  const { clock, log, settings, stuckMs } = deps
  const block = new SharedArrayBuffer(blockBytes(settings))
  const model = openModel(settings, block, true)
  const { ledger } = model
  const lookMs = Math.min(1_000, stuckMs / 4)
  const waiting: Pending[] = []
  let worker: Worker | undefined
  let watch: NodeJS.Timeout | undefined
  let seen = { progress: 0, at: performance.now() }
  /** The lesson at which the last threads ended: when {@link triesMax} did, it is left out. */
  let endedAt: { readonly pending: Pending; readonly progress: number; readonly times: number } | undefined
  let lookedAt = performance.now()
  let isStuck = false
  /** The order that the thread was given last. */
  let given: Pending | undefined
  let isReady = false
  let isStopped = false
  let isReplacing = false

  const launch = (): void => {
    const start: TrainerStart = { settings, block, nowMs: clock.now().getTime() }
    const made = new Worker(deps.script ?? new URL('start-thread.ts', import.meta.url), { workerData: start })
    worker = made
    isReady = false
    seen = { progress: 0, at: performance.now() }
    made.unref()
    made.on('message', (answer: Answer) => {
      if (worker !== made) return
      if (answer.kind === 'ready') {
        isReady = true
        return give()
      }
      const [first] = waiting.splice(0, 1)
      assert(first, 'an answer has its order')
      isStuck = false
      first.done(answer)
      give()
    })
    made.on('error', (thrown: unknown) => replace(made, 'died', asError(thrown)))
    made.on('exit', () => replace(made, 'died'))
  }
  const give = (): void => {
    const [first] = waiting
    if (!first || !worker || !isReady) return
    const { order } = first
    given = first
    ledger[ledgerAt.progress] = order.kind === 'teach' ? order.from : 0
    seen = { progress: ledger[ledgerAt.progress] ?? 0, at: performance.now() }
    worker.postMessage(order)
  }
  const replace = (gone: Worker, why: 'died' | 'stuck', err?: Error): void => {
    if (worker !== gone || isStopped || isReplacing) return
    isReplacing = true
    isStuck = true
    worker = undefined
    deps.restarted(1, { why })
    log.error({ event: 'trainer-restarted', why, waiting: waiting.length, ...(err ? { err } : {}) })
    void gone.terminate().then(() => {
      isReplacing = false
      if (isStopped) return
      const [first] = waiting
      if (first?.order.kind === 'teach' && given === first) {
        const progress = ledger[ledgerAt.progress] ?? 0
        const before = endedAt?.pending === first && endedAt.progress === progress ? endedAt.times : 0
        endedAt = { pending: first, progress, times: before + 1 }
        first.order = { ...first.order, from: before + 1 < triesMax ? progress : progress + 1 }
      }
      launch()
    })
  }
  const look = (): void => {
    const progress = ledger[ledgerAt.progress] ?? 0
    const now = performance.now()
    // This thread was busy itself: an answer may lie here that it has not read.
    const isLate = now - lookedAt > 2 * lookMs
    lookedAt = now
    if (isLate) seen = { progress, at: now }
    else if (waiting.length === 0 || progress !== seen.progress) seen = { progress, at: now }
    else if (worker && now - seen.at > (isReady ? stuckMs : startMs)) replace(worker, 'stuck')
  }
  const ask = (order: Order): Promise<Answer> =>
    new Promise((done, failed) => {
      if (isStopped) return failed(new Error('the trainer has stopped'))
      waiting.push({ order, done, failed })
      if (!worker && !isReplacing) launch()
      else if (waiting.length === 1) give()
      watch ??= setInterval(look, lookMs).unref()
    })

  return {
    model,
    get isStuck() {
      return isStuck
    },
    async teach(lessons) {
      await ask({ kind: 'teach', lessons, from: 0 })
    },
    async tend(nowMs) {
      const answer = await ask({ kind: 'tend', nowMs })
      return answer.kind === 'tend' ? answer.report : undefined
    },
    async snapshot(stream, pairs) {
      const answer = await ask({ kind: 'snapshot', stream, pairs })
      assert(answer.kind === 'snapshot', 'answers come in the order of their orders')
      return answer.bytes
    },
    async restore(bytes) {
      const answer = await ask({ kind: 'restore', bytes, nowMs: clock.now().getTime() })
      assert(answer.kind === 'restore', 'answers come in the order of their orders')
      return answer
    },
    async stop() {
      isStopped = true
      clearInterval(watch)
      for (const { failed } of waiting.splice(0)) failed(new Error('the trainer has stopped'))
      await worker?.terminate()
    },
  }
}
