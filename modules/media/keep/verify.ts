/** Every file read whole and held against its row. What is found is kept, so that a verification that was stopped goes on
 *  where it was, and its report is of the whole. */
import { createHash } from 'node:crypto'
import type { Ids } from '../../../platform/ids.ts'
import { asError, codeOf } from '../../../platform/errors.ts'
import type { Places, Storage } from '../../../platform/storage/index.ts'
import { assetId } from '../asset.ts'
import type { Workshop } from '../workshop/workshop.ts'
import {
  countKept,
  type Fault,
  type FaultRow,
  filesAfter,
  filesOf,
  forgetFault,
  type KeptFile,
  listFaults,
  noteFault,
  noteVerified,
  resumeVerification,
  sampleAssets,
} from '../store-keep.ts'
import { firstId, type Pace, paced } from './pace.ts'
import { requestRebuild } from './rebuild.ts'

export interface Verifying {
  files: number
  bytes: number
  faults: number
  /** When this verification began: earlier than now when it goes on. */
  readonly beganAt: Date
  readonly total: { readonly files: number; readonly bytes: number }
}

export interface VerifyOptions extends Pace {
  /** That many assets by chance instead of all; nothing is remembered of how far it came. */
  readonly sample?: number | undefined
  /** From the beginning, even if an earlier one was stopped half-way. */
  readonly fresh?: boolean
  readonly onProgress?: (so: Verifying) => void
}

export interface VerifyReport extends Verifying {
  readonly isWhole: boolean
  readonly found: readonly FaultRow[]
}

const assetsAtOnce = 20

export async function verifyFiles(shop: Workshop, options: VerifyOptions): Promise<VerifyReport> {
  const { db, clock } = shop
  if (options.sample !== undefined) return verifySample(shop, options, options.sample)
  const begun = await db.transaction((tx) =>
    resumeVerification(tx, firstId, options.fresh ?? false, clock.now()),
  )
  const left = await countKept(db, begun.afterId)
  const so: Verifying = {
    files: begun.files,
    bytes: begun.bytes,
    faults: 0,
    beganAt: begun.beganAt,
    total: { files: begun.files + left.files, bytes: begun.bytes + left.bytes },
  }
  for (let after = begun.afterId; !options.signal?.aborted; ) {
    const page = await filesAfter(db, after, assetsAtOnce)
    const last = page.at(-1)
    if (!last) {
      await db.transaction((tx) => noteVerified(tx, after, 0, 0, clock.now()))
      return report(shop, so, true)
    }
    const [files, bytes] = [so.files, so.bytes]
    if (!(await verifyPage(shop, page, options, so))) break
    after = last.assetId
    await db.transaction((tx) => noteVerified(tx, after, so.files - files, so.bytes - bytes, undefined))
  }
  return report(shop, so, false)
}

async function verifySample(shop: Workshop, options: VerifyOptions, count: number): Promise<VerifyReport> {
  const page = await filesOf(shop.db, await sampleAssets(shop.db, count))
  const so: Verifying = {
    files: 0,
    bytes: 0,
    faults: 0,
    beganAt: shop.clock.now(),
    total: { files: page.length, bytes: page.reduce((sum, one) => sum + one.bytes, 0) },
  }
  return report(shop, so, await verifyPage(shop, page, options, so))
}

const report = async (shop: Workshop, so: Verifying, isWhole: boolean): Promise<VerifyReport> => ({
  ...so,
  isWhole,
  found: await listFaults(shop.db, 10_000),
})

/** @returns false when it was told to stop */
async function verifyPage(
  shop: Workshop,
  page: readonly KeptFile[],
  options: VerifyOptions,
  so: Verifying,
): Promise<boolean> {
  for (const file of page) {
    if (options.signal?.aborted) return false
    const fault = await verifyFile(shop.storage, file, options)
    if (options.signal?.aborted) return false
    so.files++
    so.bytes += file.bytes
    if (fault) so.faults++
    await shop.db.transaction((tx) =>
      fault ? noteFault(tx, file, fault, shop.clock.now()) : forgetFault(tx, file.key),
    )
    options.onProgress?.(so)
  }
  return true
}

async function verifyFile(
  storage: Pick<Storage, 'stat' | 'read'>,
  file: KeptFile,
  pace: Pace,
): Promise<Fault | undefined> {
  try {
    const found = await storage.stat(file.key)
    if (!found) return 'missing'
    if (found.bytes !== file.bytes) return 'length'
    const hash = createHash('sha256')
    for await (const piece of paced(storage.read(file.key), pace)) hash.update(piece)
    return hash.digest('hex') === file.sha256 ? undefined : 'content'
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return 'missing'
    // A disk that can't read a block answers EIO; a store that is away is no fault of the file.
    if (codeOf(thrown) === 'EIO') return 'unreadable'
    throw asError(thrown)
  }
}

export interface Repair {
  /** Files put right from a good copy in another place. */
  readonly restored: FaultRow[]
  /** Made anew from their originals; ids of the works. */
  readonly making: string[]
  /** Originals of which no good copy is left. What was made of them goes on playing. */
  readonly lost: FaultRow[]
}

export async function repairFiles(
  shop: Workshop,
  ids: Ids,
  places: Pick<Places, 'stores'> | undefined,
): Promise<Repair> {
  const restored: FaultRow[] = []
  const lost: FaultRow[] = []
  const making = new Set<string>()
  const faults = await listFaults(shop.db, 10_000)
  for (const fault of faults) {
    if (await restoreFrom(shop, places, fault)) restored.push(fault)
    else if (fault.isOriginal) lost.push(fault)
  }
  const asked = new Set<string>()
  for (const fault of faults) {
    if (fault.isOriginal || restored.includes(fault) || asked.has(fault.assetId)) continue
    asked.add(fault.assetId)
    const request = await requestRebuild(shop, ids, assetId(fault.assetId))
    if (request.kind === 'begun' || request.kind === 'under way') making.add(request.workId)
  }
  return { restored, lost, making: [...making] }
}

/** A copy that is good takes the place of all that are not. */
async function restoreFrom(
  shop: Workshop,
  places: Pick<Places, 'stores'> | undefined,
  fault: FaultRow,
): Promise<boolean> {
  const file = (await filesOf(shop.db, [fault.assetId])).find((one) => one.key === fault.key)
  if (!file || !places) return false
  const good: Storage[] = []
  const bad: Storage[] = []
  for (const store of places.stores.values()) {
    const isThere = (await store.stat(file.key)) !== undefined
    const isGood = isThere && (await verifyFile(store, file, {})) === undefined
    if (isGood) good.push(store)
    else if (isThere) bad.push(store)
  }
  const [from] = good
  if (!from) return false
  const { bytes, sha256 } = file
  for (const store of bad) await store.write(file.key, from.read(file.key), { bytes, sha256 })
  await shop.db.transaction((tx) => forgetFault(tx, file.key))
  return true
}
