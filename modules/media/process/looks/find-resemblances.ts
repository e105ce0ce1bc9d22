/** Whether this was uploaded before: the same bytes, or a recording that looks the same. */
import { type Asset, rebuilder } from '../../asset.ts'
import { assetResembles } from '../../events.ts'
import {
  fingerprintsSharing,
  insertFingerprint,
  insertResemblance,
  type Resemblance,
  sameFiles,
} from '../../store-looks.ts'
import type { Workshop } from '../../workshop/workshop.ts'
import { type Likeness, likeness, packHashes, type Prints } from './fingerprint.ts'

const candidatesMax = 50

/** Keeps the fingerprint, and what it is found to resemble. Twice is the same as once. */
export async function findResemblances(shop: Workshop, asset: Asset, prints: Prints): Promise<void> {
  // A clip that is made anew resembles itself.
  if (asset.ownerId === rebuilder) return
  const found: Omit<Resemblance, 'foundAt' | 'id'>[] = []
  const same = await sameFiles(shop.db, asset, candidatesMax)
  for (const other of same) found.push(pairOf(asset, other, 'same_file', { share: 1, offsetMs: 0 }))
  const exact = new Set(same.map((one) => one.id))
  for (const other of await fingerprintsSharing(shop.db, asset.id, prints.lookups, candidatesMax)) {
    if (exact.has(other.assetId)) continue
    const alike = likeness(prints, other)
    if (alike) found.push(pairOf(asset, { id: other.assetId, ownerId: other.ownerId }, 'same_picture', alike))
  }
  await shop.db.transaction(async (tx) => {
    const at = shop.clock.now()
    await insertFingerprint(tx, asset, packHashes(prints.whole), packHashes(prints.inner), prints.keys, at)
    for (const { offsetMs, ...one } of found) {
      if (!(await insertResemblance(tx, { ...one, offsetMs }, at))) continue
      await shop.events.publish(tx, assetResembles, one)
    }
  })
}

interface Whose {
  readonly id: string
  readonly ownerId: string
}

/** Ids rise with time: the later upload comes first, whichever was worked on first. */
function pairOf(
  mine: Whose,
  other: Whose,
  kind: Resemblance['kind'],
  { share, offsetMs }: Likeness,
): Omit<Resemblance, 'foundAt' | 'id'> {
  const [later, earlier] = mine.id > other.id ? [mine, other] : [other, mine]
  return {
    assetId: later.id,
    ownerId: later.ownerId,
    otherId: earlier.id,
    otherOwnerId: earlier.ownerId,
    kind,
    share,
    offsetMs: later === mine ? offsetMs : -offsetMs,
  }
}
