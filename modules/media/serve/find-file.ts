/** Which file an address names, and whether the asker may have it. A player asks many times for one asset, so the
 *  answer is remembered for two seconds; renditions never change, and a clip that was closed is closed within that. */
import type { Clock } from '../../../platform/clock.ts'
import { type Asset, type AssetId, assetId } from '../asset.ts'
import type { FileToServe } from './serve-file.ts'
import { checkSignature } from './sign-url.ts'
import type { Storage } from '../../../platform/storage/index.ts'

const keepMs = 2000
const keepMax = 5000

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
      const rendition = asset.renditions.find((one) => one.file === file)
      if (!rendition) return undefined
      const open = () => storage.open(rendition.storageKey)
      if (asset.isOpen) return { rendition, privateSeconds: undefined, open }
      const privateSeconds = checkSignature(secret, asset.id, query, clock.now())
      return privateSeconds === undefined ? undefined : { rendition, privateSeconds, open }
    },
    forget: (id) => {
      known.delete(id)
    },
  }
}
