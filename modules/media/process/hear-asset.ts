/** The sound of a clip that played before anyone had listened to it: heard before its rungs are made, which need its
 *  loudness. What was heard is kept at once, so that an attempt that is killed behind it does not hear it again. */
import { join } from 'node:path'
import { present } from '../../../platform/errors.ts'
import type { Asset, AssetId, Rendition } from '../asset.ts'
import { ladderJob, listenJob, sendJob } from '../jobs.ts'
import type { Plan } from '../probe/judge-file.ts'
import { copySource, type Fault, readPlan } from '../probe/read-plan.ts'
import { addNotice, findAsset, noteLoudness } from '../store.ts'
import { markDamaged } from '../store-looks.ts'
import { keepOutputs, type Output, videoOutput } from '../workshop/keep-outputs.ts'
import { listen } from './listen.ts'
import { settleFault } from '../workshop/settle-asset.ts'
import { workOn } from '../workshop/work-on.ts'
import type { Place, Workshop } from '../workshop/workshop.ts'

/** Hears it, and sends it on to its ladder. */
export const hearAsset = (shop: Workshop, id: AssetId, signal: AbortSignal): Promise<void> =>
  workOn(shop, id, signal, { job: listenJob, from: ['playable'] }, async (asset, place) => {
    const read = await readPlan(shop, asset, place)
    if (read.kind === 'fault') return settleFault(shop, asset, read.ending, listenJob)
    // Limits that were lowered meanwhile are the ladder's to judge.
    const plan = read.kind === 'plan' ? read.plan : undefined
    const heard = plan && (await hearFirst(shop, asset, plan, place))
    if (heard?.kind === 'fault') return settleFault(shop, asset, heard.ending, listenJob, plan)
    if (heard?.kind === 'taken over') return
    await shop.db.transaction((tx) => sendJob(shop.jobs, tx, ladderJob, asset))
  })

export type HeardFirst =
  | { readonly kind: 'heard'; readonly asset: Asset; readonly plan: Plan }
  /** A later attempt works on it. */
  | { readonly kind: 'taken over' }
  | Fault

/** @returns the asset and its plan as they are afterwards: without a sound that nobody can hear */
export async function hearFirst(shop: Workshop, asset: Asset, plan: Plan, place: Place): Promise<HeardFirst> {
  if (asset.listenedAt) return { kind: 'heard', asset, plan }
  const heard = await listen(shop, asset, plan.audio, place)
  if (heard.kind === 'fault') return heard

  const soundless = plan.audio !== undefined && heard.kind === 'nothing'
  const audible = soundless ? { ...plan, audio: undefined } : plan
  const source = wholeSource(asset)
  const outputs: Output[] = heard.kind === 'heard' ? [heard.waveform] : []
  // A track that nobody can hear would only stop players: the picture is offered without it, at an address of its own.
  if (soundless && source) {
    const path = join(place.folder, 'silent.mp4')
    const copy = await copySource(shop, asset, audible, path, place)
    if (copy.kind === 'fault') return copy
    if (copy.kind === 'copied')
      outputs.push({ ...videoOutput('source', path, plan.size), file: 'silent.mp4' })
  }
  const kept = await keepOutputs(shop, asset, outputs, plan.durationMs, async (tx) => {
    const loudness = heard.kind === 'heard' ? heard.loudness : undefined
    await noteLoudness(tx, asset.id, loudness, shop.clock.now())
    if (!soundless) return
    await addNotice(tx, asset.id, 'sound_left_out')
    if (source) await markDamaged(tx, asset.id, source.file)
  })
  if (!kept) return { kind: 'taken over' }
  const now = present(await findAsset(shop.db, asset.id), 'an asset that is worked on is there')
  return { kind: 'heard', asset: now, plan: audible }
}

/** The file as it came, where it is offered. */
export const wholeSource = (asset: Asset): Rendition | undefined =>
  asset.renditions.find((one) => one.name === 'source' && one.detail.damaged !== 1)
