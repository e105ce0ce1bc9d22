/** A copy to take away: the clip with its creator's handle and the stage's name in the picture, which go with it
 *  wherever it is shown. Made when somebody first asks, kept like any other file of the clip. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Asset, AssetId, Rendition } from '../../asset.ts'
import { downloadJob } from '../../jobs.ts'
import { fast, fence, input, inputLimits, nameless, progress, quiet } from '../../probe/fence.ts'
import { fitInside, type Size } from '../../probe/plan-ladder.ts'
import { endDownload, findDownload, noteDownload } from '../../store-downloads.ts'
import { drawFitted, markAt, markPath } from './draw-words.ts'
import { keepOutputs } from '../../workshop/keep-outputs.ts'
import { workOn } from '../../workshop/work-on.ts'
import { type Budget, runFfmpeg, type Workshop } from '../../workshop/workshop.ts'

const downloadFile = 'download.mp4'
/** Sharp enough to show, small enough to send on. */
const edgeMax = 720
/** The words change corners, so that no crop takes them all away. */
const swapSeconds = 4

export const makeDownload = (shop: Workshop, id: AssetId, signal: AbortSignal): Promise<void> =>
  workOn(
    shop,
    id,
    signal,
    { job: downloadJob, from: ['playable', 'ready'], fileOf: (asset) => sourceOf(asset)?.storageKey },
    async (asset, place) => {
      const asked = await findDownload(shop.db, asset.id)
      const source = sourceOf(asset)
      if (asked?.state !== 'making' || !source) return
      if (asset.renditions.some((one) => one.kind === 'download'))
        return shop.db.transaction(async (tx) => void (await endDownload(tx, asset.id, 'ready')))
      const size = fitInside(source, edgeMax)
      const mark = await drawMark(size, `@${asked.handle}`, asked.stageName)
      const markFile = join(place.folder, 'mark.rgba')
      await writeFile(markFile, mark.pixels)
      const output = join(place.folder, downloadFile)
      const durationMs = asset.durationMs ?? 0
      const limits = inputLimits(shop.config)
      const args = [
        ...[...quiet, ...progress, ...input(place.path, limits)],
        // Raw pixels that we drew ourselves: no decoder of pictures is opened for them.
        ...fence(['rawvideo'], ['rawvideo']),
        ...['-f', 'rawvideo', '-pixel_format', 'rgba', '-video_size', `${mark.width}x${mark.height}`],
        ...['-framerate', '1', '-i', `file:${markFile}`],
        ...['-filter_complex', overlay(size, mark), '-map', '[v]', '-map', '0:a?', '-c:a', 'copy'],
        ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-maxrate', '2500k', '-bufsize', '5000k'],
        ...['-profile:v', 'high', '-pix_fmt', 'yuv420p', '-threads', String(limits.threads)],
        ...[...nameless, ...fast, '-y', `file:${output}`],
      ]
      const { ending } = await runFfmpeg(shop, args, {
        ...place,
        budget: copyBudget(durationMs / 1000),
        watch: {
          assetId: asset.id,
          durationMs,
          note: (tx, percent) => noteDownload(tx, asset.id, percent),
        },
      })
      if (ending.kind === 'aborted') return
      if (ending.kind === 'done') {
        const made = {
          name: 'download',
          kind: 'download',
          file: downloadFile,
          path: output,
          ...size,
        } as const
        await keepOutputs(shop, asset, [made], durationMs, async (tx) => {
          await endDownload(tx, asset.id, 'ready')
        })
        return
      }
      // Somebody outside stopped it, or ffmpeg is not there: the queue tries again.
      if (ending.kind === 'killed' || ending.kind === 'missing')
        throw new Error(`the copy was not made: ${ending.kind}`)
      shop.log.warn({ event: 'download-not-made', assetId: asset.id, ending })
      await shop.db.transaction((tx) => endDownload(tx, asset.id, 'failed'))
    },
  )

/** The sharpest rung that is not larger than a copy should be, else what there is. */
export function sourceOf(asset: Pick<Asset, 'renditions'>): Rendition | undefined {
  const plain = asset.renditions.filter((one) => one.kind === 'video' && !one.name.endsWith('-av1'))
  const edge = (one: Rendition): number => Math.min(one.width, one.height)
  const small = plain.filter((one) => edge(one) <= edgeMax + 16).toSorted((a, b) => edge(b) - edge(a))
  return small[0] ?? plain.toSorted((a, b) => edge(a) - edge(b))[0]
}

const copyBudget = (seconds: number): Budget => ({
  cpuSeconds: 60 + seconds * 20,
  wallMs: 120_000 + seconds * 40_000,
  fileBytes: 16e6 + seconds * 700_000,
  nice: 10,
})

interface Mark {
  readonly pixels: Buffer
  readonly width: number
  readonly height: number
}

/** Sign, stage and handle in white with a dark edge, readable on anything. */
async function drawMark(size: Size, handle: string, stage: string): Promise<Mark> {
  const em = Math.max(10, Math.round(Math.min(size.width, size.height) * 0.036))
  const room = size.width * 0.8
  const [upper, lower] = [drawFitted(stage, em, room), drawFitted(handle, em * 1.15, room)]
  const sign = em * 1.1
  const edge = em * 0.14
  const width = Math.ceil(Math.max(sign * 1.25 + upper.width, lower.width) + edge * 4)
  const height = Math.ceil(em * 3.1)
  const shapes = [
    `<path transform="${markAt(edge * 2, em * 0.15, sign)}" fill-rule="evenodd" stroke-width="${(edge * 440) / sign}" d="${markPath}"/>`,
    `<path transform="translate(${edge * 2 + sign * 1.25} ${em * 1.15})" stroke-width="${edge}" d="${upper.path}"/>`,
    `<path transform="translate(${edge * 2} ${em * 2.5})" stroke-width="${edge}" d="${lower.path}"/>`,
  ].join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g fill="none" stroke="#000" stroke-opacity="0.45" stroke-linejoin="round">${shapes}</g><g fill="#fff" fill-opacity="0.92">${shapes.replaceAll(/ stroke-width="[^"]*"/g, '')}</g></svg>`
  const { data, info } = await sharp(Buffer.from(svg))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { pixels: data, width: info.width, height: info.height }
}

function overlay(size: Size, mark: Mark): string {
  const gap = Math.round(Math.min(size.width, size.height) * 0.04)
  const low = Math.round(size.height - mark.height - gap)
  const turn = `lt(mod(t,${swapSeconds * 2}),${swapSeconds})`
  const x = `if(${turn},${gap},${size.width - mark.width - gap})`
  const y = `if(${turn},${gap},${low})`
  return `[0:v]scale=${size.width}:${size.height}:flags=bicubic,setsar=1[p];[p][1:v]overlay=x='${x}':y='${y}':eof_action=repeat:format=auto,format=yuv420p[v]`
}
