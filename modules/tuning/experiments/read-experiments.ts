/** Reads what runs; stops what is worse beyond a bound, or has run for long enough. */
import { notifyChanged } from '../store.ts'
import * as store from '../store-experiments.ts'
import type { ExperimentDeps } from './deps.ts'
import { type Experiment, experimentFrom } from './experiment.ts'
import { armsToStop } from './guard.ts'
import { measure } from './measure.ts'

/** Reports of a day are dropped at some time, and the week before is one of them. */
export const mostDays = 28
const dayMs = 86_400_000

/** @returns arms that were stopped */
export async function readExperiments(deps: ExperimentDeps): Promise<number> {
  let stopped = 0
  for (const row of await store.listRunning(deps.db))
    stopped += await readOne(deps, experimentFrom(row, deps.defaults))
  return stopped
}

async function readOne(deps: ExperimentDeps, experiment: Experiment): Promise<number> {
  const { db, clock, log } = deps
  const { id, name, arms } = experiment
  const now = clock.now()
  const reading = await measure(deps, experiment, now, experiment.reading)
  const stops = [...armsToStop(reading)].filter(([arm]) => arms[arm]?.isStopped === false)
  const running = arms.filter((arm, at) => at > 0 && !arm.isStopped).length - stops.length
  const isLong = now.getTime() - experiment.startedAt.getTime() >= mostDays * dayMs
  await db.transaction(async (tx) => {
    await store.updateReading(tx, id, reading)
    for (const [arm, because] of stops) await store.stopArm(tx, id, arm, because, now)
    if (running === 0 || isLong)
      await store.endExperiment(tx, id, null, running === 0 ? 'guardrail' : 'time', now)
    if (stops.length > 0 || running === 0 || isLong) await notifyChanged(tx)
  })
  for (const [arm, because] of stops)
    log.warn({ event: 'tuning-arm-stopped', experiment: name, arm: arms[arm]?.name, because })
  return stops.length
}
