/** What plays next: slots, each with its signed ticket. */
import { z } from 'zod'
import { refusals, route, type RouteMap, zInstant, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'
import { zCard } from '../videos/contract.ts'

// The same as on any card; absent where there is nothing to say.
const { renditions, credit, captions, deny, sound, isAgeRestricted } = zCard.shape

export const zSlotVideo = z.object({
  id: zUuid,
  owner: z.object({ id: zUuid, handle: z.string(), displayName: z.string() }),
  caption: z.string(),
  tags: z.array(z.string()),
  durationMs: z.int(),
  width: z.int(),
  height: z.int(),
  posterUrl: z.string().nullable(),
  blurhash: z.string().nullable(),
  /** Smallest first; the player takes what the connection carries and the screen can show. */
  renditions,
  createdAt: zInstant,
  credit,
  captions,
  deny,
  sound,
  isAgeRestricted,
  counts: z.object({ views: z.int(), likes: z.int() }),
})

export const zSlot = z.object({
  kind: z.enum(['clip', 'ad']),
  /** Sent back with each watch of this slot. */
  ticket: z.string(),
  video: zSlotVideo,
  liked: z.boolean(),
  following: z.boolean(),
  /** The clip was made by the demo stage. */
  demo: z.boolean(),
  /** Why this slot is here, in a word: followed, interests, alike, neighbours, region, trending, popular, fresh, again, asked, sponsored. */
  source: z.string(),
  ad: z
    .object({ campaignId: zUuid, merchant: z.string(), title: z.string(), cta: z.string(), url: z.string() })
    .optional(),
})

export const feedRefusals = refusals({
  slot_not_known: {
    status: 404,
    en: 'Why a clip was shown is kept for your last 20 clips, while you watch. This one is not among them; the clip itself has not changed.',
    id: 'Alasan sebuah klip tampil disimpan untuk 20 klip terakhirmu, selama kamu menonton. Yang ini tidak termasuk; klipnya sendiri tidak berubah.',
  },
})

export const feedRoutes = {
  readFeed: route({
    method: 'GET',
    path: '/v1/feed',
    summary: 'The next slots for the caller. Ask again for more: what was offered is not offered again soon.',
    access: access.everyone,
    query: z.strictObject({
      tab: z.enum(['for-you', 'following']).default('for-you'),
      /** Start with this clip: the page of one clip goes on as a feed. */
      first: zUuid.optional(),
    }),
    reply: z.object({ slots: z.array(zSlot), tab: z.enum(['for-you', 'following']) }),
    refusals: [identityRefusals.login_required],
    limit: 240,
  }),
  explainSlot: route({
    method: 'GET',
    path: '/v1/feed/why/:videoId',
    summary:
      'Why a clip among the caller’s last 20 was offered: its source, what made its score, and how likely it was for its place.',
    access: access.everyone,
    params: z.object({ videoId: zUuid }),
    reply: z.object({
      videoId: zUuid,
      source: z.string(),
      /** In the caller's language, as are the texts below. */
      text: z.string(),
      /** A place set apart for clips to be tried out: the score had no say. */
      isTrial: z.boolean(),
      /** The probability with which this clip was drawn for its place. */
      chance: z.number().positive().max(1),
      /** What each kind of reason added; they sum to the score. None where nothing was scored. */
      parts: z.array(z.object({ family: z.string(), text: z.string(), points: z.number() })),
      score: z.number(),
    }),
    refusals: [feedRefusals.slot_not_known],
  }),
}
export type FeedRoutes = RouteMap<typeof feedRoutes>
