import { defineEvent } from '../../platform/events/index.ts'
import type { Visibility } from './video.ts'

/** It can be watched by those its visibility allows: for the first time, or again after it was restored. */
export const videoPublished = defineEvent<{ videoId: string; ownerId: string; visibility: Visibility }>(
  'videos.published',
)

/** Caption or visibility of a published video changed. */
export const videoChanged = defineEvent<{ videoId: string; ownerId: string; visibility: Visibility }>(
  'videos.changed',
)

/** Nobody can watch it any more. */
export const videoRemoved = defineEvent<{ videoId: string; ownerId: string }>('videos.removed')
