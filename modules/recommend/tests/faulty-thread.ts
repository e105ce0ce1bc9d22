/** A trainer's thread that dies at its 40th lesson and hangs at its 80th, each once. */
import { parentPort, workerData } from 'node:worker_threads'
import { createLearner } from '../trainer/learner.ts'
import { ledgerAt } from '../trainer/model.ts'
import type { Order, TrainerStart } from '../trainer/orders.ts'

const start: TrainerStart = workerData
const learner = createLearner(start.settings, start.block)
learner.begin(start.nowMs)
const ledger = new Float64Array(start.block, 0, 16)
/** A place of the ledger that nothing else uses. */
const faults = 15

parentPort?.on('message', (order: Order) => {
  if (order.kind !== 'teach') return
  for (let at = order.from; at < order.lessons.length; at++) {
    if (at === 40 && ledger[faults] === 0) {
      ledger[faults] = 1
      process.exit(9)
    }
    if (at === 80 && ledger[faults] === 1) {
      ledger[faults] = 2
      for (;;);
    }
    const lesson = order.lessons[at]
    if (lesson) learner.learn(lesson)
    ledger[ledgerAt.progress] = at + 1
  }
  parentPort?.postMessage({ kind: 'teach' })
})
parentPort?.postMessage({ kind: 'ready' })
