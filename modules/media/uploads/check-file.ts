/** What may be uploaded, as far as its announcement tells. A browser guesses the type from the name and often has
 *  none: only what is surely of no use is turned away here; the rest is judged by its content. Pure. */
import { refuse } from '../../../platform/errors.ts'
import type { AssetKind } from '../asset.ts'
import { uploadRefusals } from '../contract.ts'
import type { Usage } from '../store-uploads.ts'

export interface Announced {
  /** Chosen by the client: announced again, it is the same upload. */
  readonly id?: string | undefined
  readonly lengthBytes: number
  readonly name: string
  /** As the client calls it; may be empty. */
  readonly type: string
  readonly purpose?: AssetKind
  /** Lower-case hex, if the sender knows it. */
  readonly sha256?: string | undefined
}

/** Types of pictures that parts may have. */
const pictureTypes: readonly string[] = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif']

/** For file pickers, by purpose. */
export const accepted: Readonly<Record<AssetKind, readonly string[]>> = {
  clip: [
    ...['video/*', '.mp4', '.mov', '.mkv', '.webm', '.avi', '.ogv', '.3gp', '.ts', '.flv', '.wmv', '.mpg'],
  ],
  part: [
    'video/*',
    'audio/*',
    ...pictureTypes,
    '.mp4',
    '.mov',
    '.mkv',
    '.webm',
    '.m4a',
    '.mp3',
    '.wav',
    '.ogg',
  ],
  sound: ['audio/*', 'video/*', '.m4a', '.mp3', '.wav', '.ogg', '.opus', '.flac', '.mp4', '.mov', '.webm'],
}

/** @throws Refusal when the file is empty, too large, or surely not what it is meant for */
export function checkFile(file: Announced, maxBytes: number): void {
  if (file.lengthBytes === 0) refuse(uploadRefusals.upload_empty)
  if (file.lengthBytes > maxBytes)
    refuse(uploadRefusals.upload_too_large, { limit: Math.floor(maxBytes / 1024 / 1024) })
  const type = file.type.slice(0, 60)
  const family = /^(text|image|audio|font|model|multipart|message)\//.exec(file.type)?.[1]
  if (family === undefined) return
  const purpose = file.purpose ?? 'clip'
  if (purpose === 'clip') refuse(uploadRefusals.upload_type, { type })
  if (purpose === 'sound' && family !== 'audio') refuse(uploadRefusals.upload_type_sound, { type })
  if (purpose === 'part' && family !== 'audio' && !pictureTypes.includes(file.type))
    refuse(uploadRefusals.upload_type_part, { type })
}

export interface Quota {
  readonly bytes: number
  readonly dayClips: number
}

export const dayMs = 24 * 3_600_000

/** @throws Refusal when the file does not fit into what its owner may have here */
export function checkQuota(
  usage: Usage,
  quota: Quota,
  file: { lengthBytes: number; purpose?: AssetKind },
  now: Date,
): void {
  // Used is rounded up and the limit down: what is shown never looks as if it would fit.
  if (usage.bytes + file.lengthBytes > quota.bytes)
    refuse(uploadRefusals.upload_quota_bytes, {
      used: Math.ceil(usage.bytes / 1024 / 1024),
      limit: Math.floor(quota.bytes / 1024 / 1024),
    })
  if ((file.purpose ?? 'clip') !== 'clip' || usage.clips < quota.dayClips) return
  const free = freeAgainAt(usage, quota) ?? now
  const hours = Math.max(1, Math.ceil((free.getTime() - now.getTime()) / 3_600_000))
  refuse(uploadRefusals.upload_quota_day, { limit: quota.dayClips, hours })
}

/** When the next clip may be begun, if none may be now. */
export const freeAgainAt = (usage: Usage, quota: Quota): Date | undefined =>
  usage.clips >= quota.dayClips && usage.oldestClipAt
    ? new Date(usage.oldestClipAt.getTime() + dayMs)
    : undefined
