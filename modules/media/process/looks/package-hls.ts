/** HLS for clips that are long enough to change rungs in: each rung once more in fragments, copied from its encode, with
 *  a playlist of byte ranges, and a master playlist with measured rates (RFC 8216; Apple's authoring rules §9). */
import { open, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assert } from '../../../../platform/errors.ts'
import type { Asset, Rendition } from '../../asset.ts'
import { inputLimits } from '../../probe/fence.ts'
import { fragmentArgs } from '../../probe/looks-args.ts'
import type { Ending } from '../../probe/run-confined.ts'
import type { Output } from '../../workshop/keep-outputs.ts'
import { type Place, quickBudget, runFfmpeg, type Workshop } from '../../workshop/workshop.ts'

/** Shorter clips arrive in one piece before a playlist would have. */
export const hlsFromMs = 60_000

export type Packaged =
  | { readonly kind: 'made'; readonly outputs: Output[] }
  | { readonly kind: 'fault'; readonly ending: Exclude<Ending, { kind: 'done' }> }

interface Variant {
  readonly rung: Rendition
  readonly playlist: string
  readonly codecs: string
  readonly rates: Rates
}

/** @param rungs what is played, lowest first */
export async function packageHls(
  shop: Workshop,
  asset: Asset,
  rungs: readonly Rendition[],
  place: Omit<Place, 'path'>,
): Promise<Packaged> {
  const variants: Variant[] = []
  const outputs: Output[] = []
  for (const rung of rungs) {
    const playlist = `${rung.name}.m3u8`
    const media = `${rung.name}.cmaf.mp4`
    const { ending } = await shop.storage.withLocalFile(rung.storageKey, (path) =>
      runFfmpeg(shop, fragmentArgs(path, { media, playlist }, inputLimits(shop.config)), {
        ...place,
        budget: quickBudget(rung.bytes),
      }),
    )
    if (ending.kind !== 'done') return { kind: 'fault', ending }
    const [listPath, mediaPath] = [join(place.folder, playlist), join(place.folder, media)]
    const text = await readFile(listPath, 'utf8')
    const codecs = await codecsOf(mediaPath)
    variants.push({ rung, playlist, codecs, rates: ratesOf(text) })
    const { width, height } = rung
    const shared = { name: 'hls', kind: 'hls', width, height } as const
    outputs.push(
      { ...shared, file: playlist, path: listPath },
      { ...shared, file: media, path: mediaPath, detail: { bytes: (await stat(mediaPath)).size } },
    )
  }
  const path = join(place.folder, 'master.m3u8')
  await writeFile(path, masterPlaylist(variants))
  outputs.push({ name: 'hls', kind: 'hls', file: 'master.m3u8', path, width: 0, height: 0 })
  return { kind: 'made', outputs }
}

function masterPlaylist(variants: readonly Variant[]): string {
  const lines = variants.flatMap(({ rung, playlist, codecs, rates }) => [
    `#EXT-X-STREAM-INF:BANDWIDTH=${rates.peak},AVERAGE-BANDWIDTH=${rates.mean},CODECS="${codecs}",` +
      `RESOLUTION=${rung.width}x${rung.height}`,
    playlist,
  ])
  return `#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n${lines.join('\n')}\n`
}

interface Rates {
  /** Bits a second of the largest segment, and of all together. */
  readonly peak: number
  readonly mean: number
}

/** @param playlist with byte ranges */
function ratesOf(playlist: string): Rates {
  const segments = [...playlist.matchAll(/#EXTINF:([\d.]+),[^\n]*\n#EXT-X-BYTERANGE:(\d+)/g)].map(
    (found) => ({
      seconds: Number(found[1]),
      bits: 8 * Number(found[2]),
    }),
  )
  const lasting = segments.filter((one) => one.seconds > 0)
  assert(lasting.length > 0, 'a playlist names segments')
  const sum = (of: (one: { seconds: number; bits: number }) => number) =>
    lasting.reduce((total, one) => total + of(one), 0)
  // A last segment of one picture says nothing about a second of it.
  const whole = lasting.filter((one, at) => at === 0 || one.seconds >= 1)
  return {
    peak: Math.ceil(Math.max(...whole.map((one) => one.bits / one.seconds))),
    mean: Math.ceil(sum((one) => one.bits) / sum((one) => one.seconds)),
  }
}

/** RFC 6381: H.264's profile, constraints and level as its configuration record has them, and AAC-LC where there is sound. */
async function codecsOf(path: string): Promise<string> {
  const file = await open(path, 'r')
  try {
    const head = Buffer.alloc(16_384)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    const init = head.subarray(0, bytesRead)
    const at = init.indexOf('avcC')
    assert(at > 0, 'a rung is H.264')
    // avcC: version, then profile, compatibility, level (ISO/IEC 14496-15, 5.3.3.1).
    const picture = `avc1.${init.subarray(at + 5, at + 8).toString('hex')}`
    return init.indexOf('mp4a') > 0 ? `${picture},mp4a.40.2` : picture
  } finally {
    await file.close()
  }
}
