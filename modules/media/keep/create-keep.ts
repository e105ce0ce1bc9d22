/** Looking after what is stored: it can be verified, made anew, and moved, all while it plays. */
import type { Ids } from '../../../platform/ids.ts'
import type { Places } from '../../../platform/storage/index.ts'
import { assetId, type Upload } from '../asset.ts'
import type { Workshop } from '../workshop/workshop.ts'
import { findRebuilds, rebuildable, type RebuildRow } from '../store-keep.ts'
import { moveFiles, type MoveOptions, type Moving } from './move.ts'
import { firstId } from './pace.ts'
import { finishRebuild, requestRebuild, type RebuildRequest } from './rebuild.ts'
import { discard, type Needed } from './release.ts'
import { tendFiles } from './tend.ts'
import { type Repair, repairFiles, verifyFiles, type VerifyOptions, type VerifyReport } from './verify.ts'

export interface Keep {
  verify(options: VerifyOptions): Promise<VerifyReport>
  /** Of what verifications found: good copies take the place of bad ones, renditions are made anew. */
  repair(): Promise<Repair>
  /** Asks for an asset's renditions to be made anew; workers do it. */
  rebuild(id: string): Promise<RebuildRequest>
  /** Ids of assets that can be made anew, page by page. @param after the last one of the page before */
  rebuildable(options: { onlyIncomplete: boolean; after?: string; limit: number }): Promise<string[]>
  rebuilds(workIds: readonly string[]): Promise<RebuildRow[]>
  finish(workId: string, signal: AbortSignal): Promise<void>
  move(options: MoveOptions): Promise<Moving>
  /** The places that there are; one of them alone can't be moved from. */
  readonly places: readonly string[]
  /** Who says what is needed of what arrived; until somebody does, everything is. */
  releaseUnless(needed: Needed): void
  /** Lets an upload go that arrived and of which nothing was made. @throws Refusal upload_claimed */
  discard(upload: Upload): Promise<void>
  /** Removes what is due, lets go what nobody needs, and lets what was made anew take its place. */
  tend(): Promise<void>
}

export function createKeep(shop: Workshop, ids: Ids): Keep {
  const { storage } = shop
  const places: Pick<Places, 'stores'> | undefined = isPlaces(storage) ? storage : undefined
  let needed: Needed | undefined
  return {
    places: [...(places?.stores.keys() ?? [])],
    verify: (options) => verifyFiles(shop, options),
    repair: () => repairFiles(shop, ids, places),
    rebuild: (id) => requestRebuild(shop, ids, assetId(id)),
    async rebuildable({ onlyIncomplete, after = firstId, limit }) {
      return (await rebuildable(shop.db, after, onlyIncomplete, limit)).map((one) => one.id)
    },
    rebuilds: (workIds) => findRebuilds(shop.db, workIds),
    finish: (workId, signal) => finishRebuild(shop, assetId(workId), signal),
    move: (options) => moveFiles(shop, places ?? { stores: new Map() }, options),
    releaseUnless(given) {
      needed = given
    },
    discard: (upload) => discard(shop, upload),
    tend: () => tendFiles(shop, places, needed),
  }
}

const isPlaces = (storage: object): storage is Places => 'stores' in storage
