/** The quick job: what is this file, can it be played at once, what does it look like, how loud is it? */
import { join } from 'node:path'
import type { Asset, AssetId } from '../asset.ts'
import { mediaRefusals } from '../contract.ts'
import { firstRungJob, ladderJob, listenJob, readJob, sendJob } from '../jobs.ts'
import type { Plan } from '../probe/judge-file.ts'
import { planLadder } from '../probe/plan-ladder.ts'
import { confirmDecodes, copySource, measure, readPromise } from '../probe/read-plan.ts'
import { addNotice, noteLoudness, noteProgress, noteShape } from '../store.ts'
import { keepOutputs, type Output, videoOutput } from '../workshop/keep-outputs.ts'
import { listen } from './listen.ts'
import { type Ahead, lookAhead } from './look-ahead.ts'
import { makePoster, notePoster, posterMoments } from './make-poster.ts'
import {
  announcePlayable,
  announceReady,
  refuseAsset,
  settleFault,
  tryOtherwise,
} from '../workshop/settle-asset.ts'
import { workOn } from '../workshop/work-on.ts'
import type { Place, Workshop } from '../workshop/workshop.ts'

/** Idempotent: an asset that is past this step is left alone, and two workers never read the same one. */
export const readAsset = (shop: Workshop, id: AssetId, signal: AbortSignal): Promise<void> =>
  workOn(
    shop,
    id,
    signal,
    { job: readJob, from: ['received', 'probing'], stage: { name: 'reading', percent: undefined } },
    async (asset, place) => {
      const ahead = await lookAhead(shop, asset, place)
      try {
        await readFrom(shop, asset, place, ahead)
      } finally {
        await ahead.stop()
      }
    },
  )

async function readFrom(shop: Workshop, asset: Asset, place: Place, ahead: Ahead): Promise<void> {
  const promised = await readPromise(shop, asset, place)
  const begun = promised.kind === 'plan' ? await ahead.for(promised.plan) : {}
  // Where the headers tell no length, everything else waits for it.
  const read =
    promised.kind === 'plan' ? await measure(shop, asset, promised.plan, place, begun.scanned) : promised
  if (read.kind === 'fault') return settleFault(shop, asset, read.ending, readJob)
  if (read.kind === 'refused') return refuseAsset(shop, asset, read.spec, read.params)
  const { plan } = read

  const source = join(place.folder, 'source.mp4')
  const moments = posterMoments(plan.durationMs, asset.coverMs)
  const hasLadder = planLadder(plan.size, true).length > 0
  const [poster, heard, firstCopy] = await Promise.all([
    // What has to be encoded leaves a picture for its poster on the way.
    plan.copy === 'none' ? undefined : makePoster(shop, asset, plan, moments, 'poster.webp', place),
    // What plays at once is heard by a job of its own: nobody waits for a figure of loudness.
    plan.copy !== 'none' && plan.audio && hasLadder
      ? undefined
      : (begun.heard ?? listen(shop, asset, plan.audio, place)),
    plan.copy === 'none' ? undefined : copySource(shop, asset, plan, source, place),
  ])
  for (const one of [poster, heard, firstCopy])
    if (one?.kind === 'fault') return settleFault(shop, asset, one.ending, readJob, plan)
  if (firstCopy?.kind === 'refused') return refuseAsset(shop, asset, firstCopy.spec, firstCopy.params)
  if (poster?.kind === 'undecodable')
    return tryOtherwise(shop, asset, mediaRefusals.media_broken, readJob, plan)
  if (poster?.kind === 'fault' || heard?.kind === 'fault') return

  // A sound that nobody can hear would only stop players.
  const soundless = plan.audio !== undefined && heard?.kind === 'nothing'
  const audible = soundless ? { ...plan, audio: undefined } : plan
  const copy =
    soundless && firstCopy?.kind === 'copied'
      ? await copySource(shop, asset, audible, source, place)
      : firstCopy
  if (copy?.kind === 'fault') return settleFault(shop, asset, copy.ending, readJob, plan)
  if (copy?.kind === 'refused') return refuseAsset(shop, asset, copy.spec, copy.params)

  const copied = copy?.kind === 'copied'
  // A small file gets no rungs, so nothing else would decode it before people do; and it is quickly decoded.
  if (copied && !hasLadder) {
    const decoded = await confirmDecodes(shop, asset, { ...place, path: source })
    if (decoded === 'damaged') return tryOtherwise(shop, asset, mediaRefusals.media_broken, readJob, plan)
    if (decoded !== 'sound') return settleFault(shop, asset, decoded.ending, readJob, plan)
  }

  const outputs: Output[] = poster ? [poster.output] : []
  if (heard?.kind === 'heard') outputs.push(heard.waveform)
  if (copied) outputs.push(videoOutput('source', source, plan.size))
  await keepOutputs(shop, asset, outputs, plan.durationMs, async (tx) => {
    await noteShape(tx, asset.id, { durationMs: plan.durationMs, ...plan.size })
    if (poster) await notePoster(shop, tx, asset, poster)
    const loudness = heard?.kind === 'heard' ? heard.loudness : undefined
    if (heard) await noteLoudness(tx, asset.id, loudness, shop.clock.now())
    if (soundless) await addNotice(tx, asset.id, 'sound_left_out')
    const shape = { durationMs: plan.durationMs, ...plan.size }
    if (!copied) {
      await noteProgress(tx, asset.id, 'encoding', 0, shop.clock.now())
      return sendJob(shop.jobs, tx, isSlow(plan) ? firstRungJob : ladderJob, asset)
    }
    await announcePlayable(shop, tx, asset, shape)
    if (hasLadder) await sendJob(shop.jobs, tx, heard ? ladderJob : listenJob, asset)
    else await announceReady(shop, tx, asset)
  })
}

const isSlow = (plan: Plan): boolean => plan.firstRung !== undefined
