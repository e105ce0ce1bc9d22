/** All files from one place to another while they are being played: each is copied and held against its row, and from
 *  then on it is in both. Its old copy is removed later than any reader or address could still need it. */
import { setTimeout as wait } from 'node:timers/promises'
import { asError, assert } from '../../../platform/errors.ts'
import type { Places, Storage } from '../../../platform/storage/index.ts'
import type { Workshop } from '../workshop/workshop.ts'
import { countKept, filesAfter, forgetMoved, isNamed, type KeptFile, noteMoved } from '../store-keep.ts'
import { firstId, type Pace, paced } from './pace.ts'

export interface Moving {
  /** Copied now, and found there already. */
  copied: number
  already: number
  bytes: number
  /** Not anywhere, or not what their rows say: left where they are. */
  readonly faulty: { key: string; assetId: string; why: string }[]
  readonly total: { readonly files: number; readonly bytes: number }
}

export interface MoveOptions extends Pace {
  readonly to: string
  /** Old copies stay. */
  readonly keepOld: boolean
  readonly onProgress?: (so: Moving) => void
}

/** Longer than a running answer or an address of the store works. */
const removeAfterMs = 2 * 3_600_000
const assetsAtOnce = 50
const filesAtOnce = 4

/** Can be stopped and begun again at any time: what is there already is not copied twice. */
export async function moveFiles(
  shop: Workshop,
  places: Pick<Places, 'stores'>,
  options: MoveOptions,
): Promise<Moving> {
  const { db } = shop
  const to = places.stores.get(options.to)
  assert(to, `there is a place named ${options.to}`)
  const from = [...places.stores].filter(([name]) => name !== options.to)
  const so: Moving = { copied: 0, already: 0, bytes: 0, faulty: [], total: await countKept(db, firstId) }
  for (let after = firstId; ; ) {
    const page = await filesAfter(db, after, assetsAtOnce)
    const last = page.at(-1)
    if (!last) return so
    const queue = [...page]
    const work = async (): Promise<void> => {
      for (let file = queue.shift(); file && !options.signal?.aborted; file = queue.shift()) {
        await moveOne(shop, from, to, file, options, so)
        options.onProgress?.(so)
      }
    }
    await Promise.all(Array.from({ length: filesAtOnce }, work))
    if (options.signal?.aborted) return so
    after = last.assetId
  }
}

async function moveOne(
  shop: Workshop,
  from: readonly (readonly [string, Storage])[],
  to: Storage,
  file: KeptFile,
  options: MoveOptions,
  so: Moving,
): Promise<void> {
  const { db, clock } = shop
  const { key, bytes, sha256 } = file
  try {
    const here: (readonly [string, Storage])[] = []
    for (const one of from) if (await one[1].stat(key)) here.push(one)
    const there = await to.stat(key)
    // A copy that a stopped run left is whole, or it is not there: but it may be an old one that rotted.
    const isThere =
      there?.bytes === bytes && (here.length === 0 || (await to.checksum(key)).sha256 === sha256)
    if (isThere) so.already++
    else {
      await copyFrom(here, to, file, options)
      so.copied++
    }
    so.bytes += bytes
    // Made anew while it was copied: nobody names it now, and nobody else would remove it there.
    if (!isThere && !(await isNamed(db, key))) return void (await to.remove(key))
    const removeAfter = new Date(clock.now().getTime() + removeAfterMs)
    await db.transaction(async (tx) => {
      await forgetMoved(tx, options.to, key)
      if (!options.keepOld)
        for (const [name] of here) await noteMoved(tx, name, options.to, file, removeAfter)
    })
  } catch (thrown) {
    if (options.signal?.aborted) return
    so.faulty.push({ key, assetId: file.assetId, why: asError(thrown).message })
  }
}

/** From the first place whose copy is what its row says. */
async function copyFrom(
  here: readonly (readonly [string, Storage])[],
  to: Storage,
  { key, bytes, sha256 }: KeptFile,
  pace: Pace,
): Promise<void> {
  let fault = new Error(`${key} is nowhere`)
  for (const [, store] of here) {
    try {
      await to.write(key, paced(store.read(key), { wait, ...pace }), { bytes, sha256 })
      return
    } catch (thrown) {
      fault = asError(thrown)
    }
  }
  throw fault
}
