/** The trainer's thread: the only one that writes into the model. */
import { isDeepStrictEqual } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { present } from '../../../platform/errors.ts'
import { readSnapshot, writeSnapshot } from '../models/snapshot.ts'
import { createLearner, type Learner } from './learner.ts'
import { ledgerAt } from './model.ts'
import type { Answer, Order, TrainerStart } from './orders.ts'

/** Another name for another layout of the block. */
const kind = 'learning 2'

function carryOut(order: Order, learner: Learner, { settings, block }: TrainerStart): Answer {
  const all = new Uint32Array(block)
  const ledger = new Float64Array(block, 0, 16)
  switch (order.kind) {
    case 'teach':
      for (let at = order.from; at < order.lessons.length; at++) {
        learner.learn(present(order.lessons[at], 'a lesson at each place'))
        ledger[ledgerAt.progress] = at + 1
      }
      return { kind: 'teach' }
    case 'tend':
      return { kind: 'tend', report: learner.tend(order.nowMs) }
    case 'snapshot': {
      const arrays = { model: all, pairs: order.pairs }
      const bytes = writeSnapshot({ kind, settings: { model: settings, stream: order.stream }, arrays })
      // Most of a young model is zeros.
      return { kind: 'snapshot', bytes: zstdCompressSync(bytes) }
    }
    case 'restore': {
      const read = readSnapshot(unpacked(order.bytes))
      if (!read.ok) return { kind: 'restore', fault: read.reason }
      const { model, pairs } = read.snapshot.arrays
      const kept = settingsOf(read.snapshot.settings)
      const isOurs = read.snapshot.kind === kind && isDeepStrictEqual(kept.model, settings)
      if (!isOurs || !(model instanceof Uint32Array) || model.length !== all.length)
        return { kind: 'restore', fault: 'another-model' }
      if (!(pairs instanceof Uint32Array)) return { kind: 'restore', fault: 'another-model' }
      all.set(model)
      learner.begin(order.nowMs)
      return { kind: 'restore', fault: undefined, stream: kept.stream, pairs }
    }
  }
}

/** What does not unpack is told apart by {@link readSnapshot}. */
function unpacked(bytes: Uint8Array): Uint8Array {
  try {
    return zstdDecompressSync(bytes)
  } catch {
    return bytes
  }
}

function settingsOf(settings: unknown): { readonly model?: unknown; readonly stream?: unknown } {
  return typeof settings === 'object' && settings !== null ? settings : {}
}

/** Begins to obey. @param create its learner; what learns on a stage unless told */
export function work(create: typeof createLearner = createLearner): void {
  const port = present(parentPort, 'a trainer is a thread')
  const start: TrainerStart = workerData
  const learner = create(start.settings, start.block)
  learner.begin(start.nowMs)
  const answer = (one: Answer): void => port.postMessage(one)
  port.on('message', (order: Order) => answer(carryOut(order, learner, start)))
  answer({ kind: 'ready' })
}
