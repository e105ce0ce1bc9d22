/** A sound of its own: levelled, as everything plays it, with its waveform. */
import { join } from 'node:path'
import type { AssetId } from '../asset.ts'
import { mediaRefusals } from '../contract.ts'
import { soundJob } from '../jobs.ts'
import { inputLimits } from '../probe/fence.ts'
import { judgeSound } from '../probe/judge-file.ts'
import { probeFile } from '../probe/read-plan.ts'
import { soundArgs } from '../probe/sound-args.ts'
import { noteLoudness, noteShape } from '../store.ts'
import { keepOutputs, type Output } from '../workshop/keep-outputs.ts'
import { listen } from './listen.ts'
import { announcePlayable, announceReady, refuseAsset, settleFault } from '../workshop/settle-asset.ts'
import { workOn } from '../workshop/work-on.ts'
import { quickBudget, runFfmpeg, type Workshop } from '../workshop/workshop.ts'

/** The shortest that is a sound and no click. */
const shortestMs = 200

export const makeSound = (shop: Workshop, id: AssetId, signal: AbortSignal): Promise<void> =>
  workOn(
    shop,
    id,
    signal,
    { job: soundJob, from: ['received', 'probing'], stage: { name: 'encoding', percent: undefined } },
    async (asset, place) => {
      const probed = await probeFile(shop, asset, place)
      if (probed.kind === 'fault') return settleFault(shop, asset, probed.ending, soundJob)
      if (probed.kind === 'refused') return refuseAsset(shop, asset, probed.spec, probed.params)
      const limits = inputLimits(shop.config, asset)
      const verdict = judgeSound(probed.probe, limits)
      if (verdict.kind === 'refused') return refuseAsset(shop, asset, verdict.spec, verdict.params)

      const heard = await listen(shop, asset, verdict.track, place)
      if (heard.kind === 'fault') return settleFault(shop, asset, heard.ending, soundJob)
      if (heard.kind === 'nothing') return refuseAsset(shop, asset, mediaRefusals.media_no_sound, {})
      const { durationMs, loudness, waveform } = heard
      if (durationMs < shortestMs) return refuseAsset(shop, asset, mediaRefusals.media_too_short, {})
      if (durationMs > limits.maxSeconds * 1000 + 500)
        return refuseAsset(shop, asset, mediaRefusals.media_too_long, { limit: limits.maxSeconds })

      const output: Output = {
        name: 'sound',
        kind: 'sound',
        file: 'sound.m4a',
        path: join(place.folder, 'sound.m4a'),
        width: 0,
        height: 0,
      }
      const budget = quickBudget(asset.originalBytes)
      const { ending } = await runFfmpeg(
        shop,
        soundArgs(place.path, verdict.track, loudness, output.path, limits),
        {
          ...place,
          budget: { ...budget, cpuSeconds: budget.cpuSeconds + durationMs / 2000, nice: 5 },
          watch: { assetId: asset.id, stage: 'encoding', durationMs },
        },
      )
      if (ending.kind !== 'done') return settleFault(shop, asset, ending, soundJob)
      await keepOutputs(shop, asset, [output, waveform], durationMs, async (tx) => {
        const shape = { durationMs, width: 0, height: 0 }
        await noteShape(tx, asset.id, shape)
        await noteLoudness(tx, asset.id, loudness, shop.clock.now())
        await announcePlayable(shop, tx, asset, shape)
        await announceReady(shop, tx, asset)
      })
    },
  )
