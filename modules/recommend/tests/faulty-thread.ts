/** A trainer's thread that dies before the 41st lesson of its model and hangs before the 81st, each once. */
import { createLearner } from '../trainer/learner.ts'
import { ledgerAt } from '../trainer/model.ts'
import { work } from '../trainer/thread.ts'

/** A place of the ledger that nothing else uses. */
const faults = 15

work((settings, block) => {
  const learner = createLearner(settings, block)
  const ledger = new Float64Array(block, 0, 16)
  return {
    ...learner,
    learn(lesson) {
      const learned = ledger[ledgerAt.learned]
      if (learned === 40 && ledger[faults] === 0) {
        ledger[faults] = 1
        process.exit(9)
      }
      if (learned === 80 && ledger[faults] === 1) {
        ledger[faults] = 2
        for (;;);
      }
      learner.learn(lesson)
    },
  }
})
