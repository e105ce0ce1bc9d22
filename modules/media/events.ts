import { defineEvent } from '../../platform/events/index.ts'
import type { RefusalParams } from '../../platform/errors.ts'

/** It can be watched from now on. */
export const assetPlayable = defineEvent<{
  assetId: string
  ownerId: string
  durationMs: number
  width: number
  height: number
}>('media.asset-playable')

/** Its ladder is complete. What is made beside it (covers, playlists, AV1) comes by itself, told by assetChanged. */
export const assetReady = defineEvent<{ assetId: string; ownerId: string }>('media.asset-ready')

/** It will not be shown. `code` and `params` are what explainReason reads. */
export const assetRefused = defineEvent<{
  assetId: string
  ownerId: string
  code: string
  params: RefusalParams
}>('media.asset-refused')

/** Something about a clip that plays is other than before: its poster, more to look at, better rungs. */
export const assetChanged = defineEvent<{
  assetId: string
  ownerId: string
  what: 'cover' | 'looks' | 'better'
}>('media.asset-changed')

/** Two uploads that are likely the same recording; `assetId` is the later one. */
export const assetResembles = defineEvent<{
  assetId: string
  ownerId: string
  otherId: string
  otherOwnerId: string
  kind: 'same_file' | 'same_picture'
  /** How much of the shorter one is in the other, 0 to 1. */
  share: number
}>('media.asset-resembles')
