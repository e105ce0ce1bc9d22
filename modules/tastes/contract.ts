/** The viewer's hand on their feed: what they say, what was noticed, what they watched. Also for those without an account:
 *  then it belongs to the browser. */
import { z } from 'zod'
import {
  commonRefusals,
  inWords,
  refusals,
  route,
  type RouteMap,
  zDay,
  zInstant,
  zPage,
  zUuid,
} from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'
import { isRegion } from './contract-regions.ts'

export const tastesRefusals = refusals({
  wish_unclear: {
    status: 422,
    en: 'This is no word, tag, creator, sound or video that the feed could know. Nothing was changed; check what you wrote (a word has at most 60 characters).',
    id: 'Ini bukan kata, tagar, kreator, suara, atau video yang bisa dikenali. Tidak ada yang berubah; periksa tulisanmu (satu kata paling panjang 60 karakter).',
  },
  too_many_wishes: {
    status: 409,
    en: 'You have {limit} of these already. They are kept; remove one under Settings, Interests before you add another.',
    id: 'Kamu sudah punya {limit}. Semuanya tetap tersimpan; hapus satu di Pengaturan, Minat, sebelum menambah lagi.',
  },
  age_contradicted: {
    status: 403,
    en: 'By the year of birth that you gave when you bought coins you are not 18 yet, so clips for adults stay closed. Nothing was changed.',
    id: 'Menurut tahun lahir yang kamu isi saat membeli koin, kamu belum 18 tahun, jadi klip dewasa tetap tertutup. Tidak ada yang berubah.',
  },
  reset_undo_too_late: {
    status: 410,
    en: 'There is no reset that can still be taken back. The feed goes on learning from what you watch now.',
    id: 'Tidak ada pengaturan ulang yang masih bisa dibatalkan. Feed terus belajar dari yang kamu tonton sekarang.',
  },
})

export const zRegion = z.string().refine(isRegion, {
  error: inWords({
    en: 'the code of a region, as GET /v1/regions lists them',
    id: 'kode wilayah, seperti yang didaftar GET /v1/regions',
  }),
})
const zRegionName = z.object({ code: z.string(), name: z.string() })

/** video, creator, sound, tag: not interested · word: muted · more, less: of a tag */
export const zWishKind = z.enum(['video', 'creator', 'sound', 'tag', 'word', 'more', 'less'])

const zWish = z.strictObject({ kind: zWishKind, subject: z.string().min(1).max(200) })

export const zSettings = z.object({
  /** false: neither what was watched nor whom one follows orders the clips. */
  personalised: z.boolean(),
  /** false: what is watched now is not learned from. */
  learning: z.boolean(),
  /** Nothing that was watched before counts. */
  resetAt: zInstant.nullable(),
  /** Until then the reset can be taken back; null: there is none to take back. */
  undoUntil: zInstant.nullable(),
  /** Where the caller wants to know what is rising: a code of `GET /v1/regions`; null: they did not say. */
  region: z.string().nullable(),
  /** Since when the caller says that they are 18 or older; null: they do not, and see nothing that is 18+. */
  adultSince: zInstant.nullable(),
})

const zAge = zSettings.pick({ adultSince: true })

/** A wish with what a person knows its subject by; null: it is not here any more, or not for this viewer. */
export const zToldWish = z.object({
  kind: zWishKind,
  subject: z.string(),
  saidAt: zInstant,
  /** A clip's caption, a creator's or a sound's name. */
  name: z.string().nullable(),
  /** The handle of the creator, also of a clip's. */
  handle: z.string().nullable(),
})

const zTag = z.object({ tag: z.string(), clips: z.int() })
const zCreator = z.object({ id: zUuid, handle: z.string(), displayName: z.string(), clips: z.int() })

export const tastesRoutes = {
  read: route({
    method: 'GET',
    path: '/v1/tastes',
    summary: 'Everything that the caller said about their feed, and what it noticed in clips they finished.',
    access: access.everyone,
    reply: z.object({
      settings: zSettings,
      /** The newest first. */
      wishes: z.array(zToldWish),
      noticed: z.object({
        /** How many finished clips it was read from. */
        clips: z.int(),
        /** Most clips first. */
        tags: z.array(zTag),
        creators: z.array(zCreator),
      }),
      /** Wishes said in this browser without the account that is logged in now. */
      onDevice: z.int(),
    }),
  }),
  change: route({
    method: 'PATCH',
    path: '/v1/tastes',
    summary:
      'Pause learning or go on with it; switch the personal order of clips off or on; say, or take back, in which region one wants to know what is rising. The region is never guessed.',
    access: access.everyone,
    body: z.strictObject({
      personalised: z.boolean().optional(),
      learning: z.boolean().optional(),
      region: zRegion.nullable().optional(),
    }),
    reply: z.object({ settings: zSettings }),
    example: { learning: false },
    limit: 60,
  }),
  readRegions: route({
    method: 'GET',
    path: '/v1/regions',
    summary: 'The regions that one may choose, in the caller’s language, and the one that the caller chose.',
    access: access.everyone,
    reply: z.object({
      /** The day of the lists: ISO 3166-2:ID and ISO 3166-1. */
      asOf: zDay,
      provinces: z.array(zRegionName),
      /** Others than Indonesia. */
      countries: z.array(zRegionName),
      own: z.string().nullable(),
    }),
  }),
  readAge: route({
    method: 'GET',
    path: '/v1/tastes/age',
    summary: 'Since when the caller says that they are 18 or older; null: they do not.',
    access: access.signedIn,
    reply: zAge,
    refusals: [identityRefusals.login_required],
  }),
  stateAge: route({
    method: 'PUT',
    path: '/v1/tastes/age',
    summary:
      'Say that one is 18 or older, and so may see what is 18+, or take that back; both hold from the next page on.',
    access: access.signedIn,
    body: z.strictObject({ isAdult: z.boolean() }),
    reply: zAge,
    refusals: [identityRefusals.login_required, tastesRefusals.age_contradicted],
    example: { isAdult: true },
    limit: 20,
  }),
  forgetAll: route({
    method: 'DELETE',
    path: '/v1/tastes',
    summary:
      'Forget every wish, switch and reset of the caller, and delete the watch history. Cannot be undone. What creators were paid stays.',
    access: access.everyone,
    reply: z.object({ settings: zSettings }),
    limit: 20,
  }),
  say: route({
    method: 'PUT',
    path: '/v1/tastes/wishes',
    summary:
      'Not interested in a clip, creator, sound or tag; mute a word or phrase; more or less of a tag. Twice is the same as once; of one tag the last word counts.',
    access: access.everyone,
    body: zWish,
    /** As it is kept: words are folded. */
    reply: z.object({ wish: z.object({ kind: zWishKind, subject: z.string() }) }),
    refusals: [tastesRefusals.wish_unclear, tastesRefusals.too_many_wishes],
    example: { kind: 'word', subject: 'bocoran drama' },
    limit: 120,
  }),
  takeBack: route({
    method: 'DELETE',
    path: '/v1/tastes/wishes',
    summary: 'Take a wish back. Twice is the same as once.',
    access: access.everyone,
    query: zWish,
    reply: z.object({ removed: z.boolean() }),
    limit: 120,
  }),
  bringAlong: route({
    method: 'POST',
    path: '/v1/tastes/bring-along',
    summary:
      'Take what was said in this browser without an account into the account. The browser forgets it.',
    access: access.signedIn,
    reply: z.object({ moved: z.int() }),
    refusals: [identityRefusals.login_required],
    limit: 20,
  }),
  forgetNoticed: route({
    method: 'POST',
    path: '/v1/tastes/noticed/forget',
    summary: 'The clips from which a tag or a creator was noticed are not learned from any more.',
    access: access.everyone,
    body: z.strictObject({ kind: z.enum(['tag', 'creator']), subject: z.string().min(1).max(200) }),
    reply: z.object({ clips: z.int() }),
    example: { kind: 'tag', subject: 'senja' },
    limit: 60,
  }),
  reset: route({
    method: 'POST',
    path: '/v1/tastes/reset',
    summary: 'Nothing that was watched before counts any more. Follows, mutes and all other wishes stay.',
    access: access.everyone,
    reply: z.object({ settings: zSettings }),
    limit: 20,
  }),
  undoReset: route({
    method: 'DELETE',
    path: '/v1/tastes/reset',
    summary: 'Take the reset back, for a short while.',
    access: access.everyone,
    reply: z.object({ settings: zSettings }),
    refusals: [tastesRefusals.reset_undo_too_late],
    limit: 20,
  }),
  history: route({
    method: 'GET',
    path: '/v1/tastes/history',
    summary: 'What the caller watched lately, each clip once, the latest first.',
    access: access.everyone,
    query: zPage,
    reply: z.object({
      clips: z.array(
        z.object({
          videoId: zUuid,
          /** When it was last offered. */
          at: zInstant,
          /** Played on the day when most was, in milliseconds. */
          totalMs: z.int(),
          /** null: the clip is gone, or not for this viewer. */
          clip: z
            .object({
              caption: z.string(),
              handle: z.string(),
              posterUrl: z.string().nullable(),
              durationMs: z.int(),
            })
            .nullable(),
        }),
      ),
      nextCursor: z.string().nullable(),
    }),
    refusals: [commonRefusals.cursor_unknown],
  }),
  deleteClip: route({
    method: 'DELETE',
    path: '/v1/tastes/history/:videoId',
    summary: 'Delete a clip from the history; it is not learned from. What its creator was paid stays.',
    access: access.everyone,
    params: z.object({ videoId: zUuid }),
    reply: z.object({ deleted: z.literal(true) }),
    limit: 120,
  }),
  deleteStretch: route({
    method: 'DELETE',
    path: '/v1/tastes/history',
    summary:
      'Delete a stretch of the history; none of it is learned from. Without `from` since the beginning, without `to` until now. What creators were paid stays.',
    access: access.everyone,
    query: z.strictObject({ from: zInstant.optional(), to: zInstant.optional() }),
    reply: z.object({ deleted: z.literal(true) }),
    limit: 60,
  }),
}
export type TastesRoutes = RouteMap<typeof tastesRoutes>
