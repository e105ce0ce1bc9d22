/** Its viewers have what is published again, from their next page on. */
import { refuse } from '../../../platform/errors.ts'
import type { AccountId } from '../../identity/index.ts'
import { experimentRefusals } from '../contract-experiments.ts'
import { notifyChanged } from '../store.ts'
import * as store from '../store-experiments.ts'
import type { ExperimentDeps } from './deps.ts'

/** @throws Refusal experiment_not_found, experiment_over */
export function stopExperiment(
  { db, clock }: ExperimentDeps,
  by: AccountId,
  id: string,
  note: string,
): Promise<void> {
  return db.transaction(async (tx) => {
    if (!(await store.findExperiment(tx, id))) refuse(experimentRefusals.experiment_not_found)
    if (!(await store.endExperiment(tx, id, by, note, clock.now())))
      refuse(experimentRefusals.experiment_over)
    await notifyChanged(tx)
  })
}
