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

/** Its ladder is complete; nothing more will be added. */
export const assetReady = defineEvent<{ assetId: string; ownerId: string }>('media.asset-ready')

/** It will not be shown. `code` and `params` are what explainReason reads. */
export const assetRefused = defineEvent<{
  assetId: string
  ownerId: string
  code: string
  params: RefusalParams
}>('media.asset-refused')
