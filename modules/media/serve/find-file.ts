/** Which file an address names, and whether the asker may have it. A player asks many times for one asset, so the
 *  answer is remembered for two seconds; renditions never change, and a clip that was closed is closed within that. */
import type { Clock } from '../../../platform/clock.ts'
import type { ByteRange, Storage } from '../../../platform/storage/index.ts'
import { type Asset, type AssetId, assetId, type Rendition } from '../asset.ts'
import type { FileToServe } from './serve-file.ts'
import { checkSignature } from './sign-url.ts'

const keepMs = 2000
const keepMax = 5000
/** The last part of the address of a part's own file. */
export const originalFile = 'original'

export interface Files {
  /** @returns undefined when there is no such file, or the asker has no valid signature for it: the same to them */
  find(id: string, file: string, query: { e?: string; s?: string }): Promise<FileToServe | undefined>
  forget(id: string): void
}

export interface FilesDeps {
  readonly clock: Clock
  readonly storage: Storage
  readonly secret: string
  readonly load: (id: AssetId) => Promise<Asset | undefined>
}

export function createFiles({ clock, storage, secret, load }: FilesDeps): Files {
  const known = new Map<string, { asset: Asset | undefined; until: number }>()

  const assetOf = async (id: string): Promise<Asset | undefined> => {
    const now = clock.now().getTime()
    const entry = known.get(id)
    if (entry && entry.until > now && entry.until <= now + keepMs) return entry.asset
    const asset = await load(assetId(id))
    known.delete(id)
    known.set(id, { asset, until: now + keepMs })
    for (const oldest of known.keys()) {
      if (known.size <= keepMax) break
      known.delete(oldest)
    }
    return asset
  }

  return {
    async find(id, file, query) {
      const asset = await assetOf(id)
      if (!asset || asset.state === 'refused') return undefined
      // Looked up by name among the rows: what a client writes never becomes part of a path.
      const content = file === originalFile ? ofPart(asset) : ofRendition(asset, file)
      if (!content) return undefined
      const { key } = content
      const signature = { e: query.e ?? '', s: query.s ?? '' }
      // A copy to take away and a part are for whoever was given the address, even where all may watch.
      const isOpen = asset.isOpen && !content.signedOnly
      const privateSeconds = isOpen ? undefined : checkSignature(secret, asset.id, signature, clock.now())
      if (!isOpen && privateSeconds === undefined) return undefined
      return {
        ...content,
        privateSeconds,
        signature: isOpen ? undefined : signature,
        open: (wanted?: ByteRange) => storage.open(key, wanted),
        readUrl: (seconds: number) => storage.readUrl(key, { seconds, type: content.type }),
      }
    },
    forget: (id) => {
      known.delete(id)
    },
  }
}

interface Content {
  readonly key: string
  readonly bytes: number
  readonly sha256: string
  readonly type: string
  readonly bitrate: number | undefined
  readonly isPlaylist: boolean
  readonly signedOnly: boolean
  /** Offered under this name instead of being shown. */
  readonly saveAs: string | undefined
}

/** A part is its owner's material: its own file goes to their browser and to nobody else's. */
function ofPart(asset: Asset): Content | undefined {
  if (asset.kind !== 'part' || asset.mediaType === undefined) return undefined
  const { originalKey: key, originalBytes: bytes, sha256, mediaType: type } = asset
  return {
    ...{ key, bytes, sha256, type, bitrate: undefined },
    ...{ isPlaylist: false, signedOnly: true, saveAs: undefined },
  }
}

const typesByEnding: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  m4a: 'audio/mp4',
  webp: 'image/webp',
  json: 'application/json',
  m3u8: 'application/vnd.apple.mpegurl',
}

function ofRendition(asset: Asset, file: string): Content | undefined {
  const rendition: Rendition | undefined = asset.renditions.find((one) => one.file === file)
  if (!rendition) return undefined
  const { storageKey: key, bytes, sha256, kind } = rendition
  const bitrate = kind === 'video' ? rendition.bitrate : undefined
  const type = typesByEnding[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
  const signedOnly = kind === 'download'
  const isPlaylist = file.endsWith('.m3u8')
  const saveAs = signedOnly ? 'panggung.mp4' : undefined
  return { key, bytes, sha256, type, bitrate, isPlaylist, signedOnly, saveAs }
}
