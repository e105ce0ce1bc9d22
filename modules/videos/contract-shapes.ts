/** What a video looks like to those who may see it. */
import { z } from 'zod'
import { zInstant, zUuid } from '../../platform/contract.ts'
import { zReason } from '../media/contract.ts'

export const zVisibility = z.enum(['public', 'followers', 'subscribers', 'private', 'unlisted'])

/** `scheduled`: published at its time, until then its owner's alone · `held`: the same without a time. */
export const zVideoState = z.enum(['processing', 'scheduled', 'held', 'published', 'refused', 'removed'])

/** What others may make of it: beside it, after its first seconds, from its material; and keep a copy. */
export const zUse = z.enum(['duet', 'stitch', 'remix', 'download'])

/** The owner's wish. It counts while the clip is public; nobody else may use one that is not. */
export const zAllow = z.strictObject({
  duet: z.boolean(),
  stitch: z.boolean(),
  remix: z.boolean(),
  download: z.boolean(),
})

export const zCreditKind = z.enum(['duet', 'stitch', 'remix'])

/** Whose clip it was made with. `handle` is null when that clip is no longer here. */
export const zCardCredit = z.object({ kind: zCreditKind, videoId: zUuid, handle: z.string().nullable() })
export const zCardSound = z.object({ id: zUuid, title: z.string(), artist: z.string() })

export const zRendition = z.object({
  name: z.enum(['source', '360', '540', '720', '360-av1', '540-av1', '720-av1']),
  width: z.int(),
  height: z.int(),
  /** Bits a second. */
  bitrate: z.int(),
  url: z.string(),
  /** Left out for H.264, which everything plays. */
  codec: z.enum(['av1']).optional(),
  /** By how much a player turns it down or up so that all clips are equally loud; left out where it is so already. */
  gainDb: z.number().optional(),
})

/** What a feed slot, a grid or a page shows of a video that can be watched. */
export const zCard = z.object({
  id: zUuid,
  owner: z.object({ id: zUuid, handle: z.string(), displayName: z.string() }),
  caption: z.string(),
  tags: z.array(z.string()),
  mentions: z.array(z.string()),
  visibility: zVisibility,
  durationMs: z.int(),
  width: z.int(),
  height: z.int(),
  posterUrl: z.string().nullable(),
  blurhash: z.string().nullable(),
  renditions: z.array(zRendition),
  createdAt: zInstant,
  // These are left out when there is nothing to say.
  credit: zCardCredit.optional(),
  captions: z.array(z.object({ lang: z.string(), url: z.string() })).optional(),
  /** What may not be made of it. */
  deny: z.array(zUse).optional(),
  /** It is 18+: shown to its owner, to operators, and to those who said that they are 18 or older. */
  isAgeRestricted: z.literal(true).optional(),
  sound: zCardSound.optional(),
})

/** Who marked it 18+: its owner, and the stage, whose reason this is. Each takes off their own mark alone. */
export const zAgeMarks = z.object({ byOwner: z.boolean(), stageReason: z.string().nullable() })

/** A video as its owner sees it, watchable or not. */
export const zOwnVideo = z.object({
  id: zUuid,
  uploadId: zUuid,
  state: zVideoState,
  reason: zReason.nullable(),
  caption: z.string(),
  tags: z.array(z.string()),
  mentions: z.array(z.string()),
  visibility: zVisibility,
  createdAt: zInstant,
  publishedAt: zInstant.nullable(),
  /** When it will be published, while it is scheduled. */
  publishAt: zInstant.nullable(),
  allow: zAllow,
  credit: zCardCredit.nullable(),
  sound: zCardSound.extend({ fromMs: z.int() }).nullable(),
  /** The chosen moment of the cover; null when it was left to us. */
  coverMs: z.int().nullable(),
  ageMarks: zAgeMarks,
  /** Until when it can be brought back, if it was removed. */
  restorableUntil: zInstant.nullable(),
  /** Present once it can be watched; of a scheduled one, for its owner to look at. */
  card: zCard.nullable(),
})
