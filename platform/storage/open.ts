/** The stores that the settings name, as one. */
import { StorageFault } from './storage.ts'
import type { StorageConfig } from './config.ts'
import { diskStorage } from './disk.ts'
import { type Places, places } from './places.ts'
import { s3Storage } from './s3.ts'

/** @param folders.disk where the disk's files are
 *  @param folders.scratch where files of a remote store are lent from
 *  @throws StorageFault naming the settings that are missing. Asks nobody yet: that is `check()` */
export function openStorage(
  config: StorageConfig,
  folders: { readonly disk: string; readonly scratch: string },
): Places {
  const stores = new Map([['disk', diskStorage(folders.disk)]])
  if (config.KIND === 's3' || config.S3_BUCKET !== '') {
    const wanted = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_KEY', 'S3_SECRET'] as const
    const missing = wanted.filter((name) => config[name] === '')
    if (missing.length > 0)
      throw new StorageFault(
        `Media files shall be in an S3 bucket, and ${missing.map((name) => `PANGGUNG_STORAGE_${name}`).join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set.`,
      )
    stores.set(
      's3',
      s3Storage({
        endpoint: config.S3_ENDPOINT,
        region: config.S3_REGION,
        bucket: config.S3_BUCKET,
        key: config.S3_KEY,
        secret: config.S3_SECRET,
        pathStyle: config.S3_PATH_STYLE,
        scratch: folders.scratch,
        readEndpoint: config.READS === 'redirect' ? config.S3_READ_ENDPOINT || config.S3_ENDPOINT : undefined,
      }),
    )
  }
  return places(config.KIND, stores)
}
