/** The picture that goes with a link: the clip's poster, whole, on its own colours, with the stage's sign, a play sign and
 *  the creator's handle. 1200 × 630, which every place that shows links knows. */
import sharp from 'sharp'
import { buffer } from 'node:stream/consumers'
import type { Storage } from '../../../platform/storage/index.ts'
import type { Asset } from '../asset.ts'
import { posterOf } from '../process/looks/addresses.ts'
import { drawFitted, drawWords, markAt, markPath } from '../process/download/draw-words.ts'

const shareCardSize = { width: 1200, height: 630 } as const
const margin = 64
/** Drawn ones, by what is in them: a link that goes round is asked for again and again. */
const kept = new Map<string, Promise<Buffer>>()
const keptMax = 200

export function drawShareCard(storage: Storage, asset: Asset, handle: string): Promise<Buffer | undefined> {
  const poster = posterOf(asset)
  if (!poster) return Promise.resolve(undefined)
  const name = `${poster.sha256} ${handle}`
  const known = kept.get(name)
  if (known) return known
  const drawn = buffer(storage.read(poster.storageKey)).then((picture) => draw(picture, handle))
  kept.set(name, drawn)
  drawn.catch(() => kept.delete(name))
  for (const oldest of kept.keys()) {
    if (kept.size <= keptMax) break
    kept.delete(oldest)
  }
  return drawn
}

async function draw(poster: Buffer, handle: string): Promise<Buffer> {
  const { width, height } = shareCardSize
  const front = await sharp(poster)
    .resize(700, height - 60, { fit: 'inside', withoutEnlargement: false })
    .toBuffer({ resolveWithObject: true })
  const back = await sharp(poster)
    .resize(width, height, { fit: 'cover' })
    .blur(28)
    .modulate({ brightness: 0.42 })
    .toBuffer()
  const x = width - front.info.width - margin
  return sharp(back)
    .composite([
      { input: front.data, left: x, top: Math.round((height - front.info.height) / 2) },
      { input: Buffer.from(words(handle, x - 110)), left: 0, top: 0 },
      { input: Buffer.from(playSign(x + front.info.width / 2, height / 2)), left: 0, top: 0 },
    ])
    .jpeg({ quality: 82, mozjpeg: true })
    .toBuffer()
}

const canvas = `<svg xmlns="http://www.w3.org/2000/svg" width="${shareCardSize.width}" height="${shareCardSize.height}">`

const playSign = (x: number, y: number): string =>
  `${canvas}<circle cx="${x}" cy="${y}" r="56" fill="#000" fill-opacity="0.55"/><path d="M${x - 16} ${y - 27}L${x + 30} ${y}L${x - 16} ${y + 27}Z" fill="#fff" stroke="#fff" stroke-width="8" stroke-linejoin="round"/></svg>`

/** The lamp's own amber for the sign, white for who it is. */
function words(handle: string, room: number): string {
  const { path } = drawFitted(`@${handle}`, 56, room)
  const stage = drawWords('Panggung', 34)
  return `${canvas}<path fill="#ffb02e" fill-rule="evenodd" transform="${markAt(60, 60, 64)}" d="${markPath}"/><path fill="#fff" transform="translate(138 104)" d="${stage.path}"/><path fill="#fff" transform="translate(60 560)" d="${path}"/></svg>`
}
