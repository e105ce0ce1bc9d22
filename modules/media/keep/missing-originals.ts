import type { Db } from '../../../platform/db/index.ts'
import type { Storage } from '../../../platform/storage/index.ts'
import { originalsAfter } from '../store-originals.ts'

const pageSize = 500

/** For the audit: assets whose original is gone from the storage, or has another length than was acknowledged. */
export async function missingOriginals({ db, storage }: { db: Db; storage: Storage }): Promise<string[]> {
  const missing: string[] = []
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const page = await originalsAfter(db, after, pageSize)
    for (const { id, key, bytes } of page) {
      const stored = await storage.stat(key)
      if (!stored || BigInt(stored.bytes) !== bytes) missing.push(id)
      after = id
    }
    if (page.length < pageSize) return missing
  }
}
