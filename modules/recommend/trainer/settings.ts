/** What the model is made of on a stage. A kept snapshot of other settings is not taken up. Rates of learning are those
 *  chosen on the replay's val (tools/replay/settings.ts); sizes are for a stage's machine: some 60 MB in all. */
import type { ModelSettings } from './model.ts'

export const stageModel: ModelSettings = {
  features: { viewers: 2 ** 16, clips: 2 ** 16, crossed: 2 ** 16 },
  ftrl: { bits: 18, alpha: 0.05, beta: 1, l1: 0.1, l2: 1 },
  mlp: { bits: 15, embedding: 8, hidden: [32, 16], rate: 0.06, seed: 3 },
}
