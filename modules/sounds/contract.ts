/** The sound library: what clips may sound with, who may use it, and where it comes from. */
import { z } from 'zod'
import {
  commonRefusals,
  refusals,
  route,
  type RouteMap,
  zCursor,
  zInstant,
  zUuid,
} from '../../platform/contract.ts'
import { access, identityRefusals, ownersOnly } from '../identity/contract.ts'
import { uploadRefusals, zReason } from '../media/contract.ts'

export const soundsRefusals = refusals({
  sound_not_found: {
    status: 404,
    en: 'This sound is not here. It may have been removed, or it is for its owner alone. What you were making is kept.',
    id: 'Suara ini tidak ada. Mungkin sudah dihapus, atau hanya untuk pemiliknya. Yang sedang kamu buat tetap ada.',
  },
  sound_differs: {
    status: 409,
    en: 'Another sound was added with this id or from this upload already. It is unchanged; reload the page and look at your sounds.',
    id: 'Suara lain sudah ditambahkan dengan id ini atau dari unggahan ini. Suara itu tidak berubah; muat ulang halaman dan lihat daftar suaramu.',
  },
  sound_upload: {
    status: 422,
    en: 'This upload was not sent as a sound. It is kept; upload the file again from “Add a sound”.',
    id: 'Unggahan ini tidak dikirim sebagai suara. Berkasnya tersimpan; unggah lagi lewat “Tambah suara”.',
  },
  sound_rights: {
    status: 422,
    en: 'A sound is added only when you say that you may share it. The upload is kept; tick the confirmation.',
    id: 'Suara hanya ditambahkan bila kamu menyatakan boleh membagikannya. Unggahanmu tersimpan; centang pernyataannya.',
  },
  sound_restore_too_late: {
    status: 410,
    en: 'This sound was removed more than {days} days ago and can not be brought back. Clips that use it keep their sound.',
    id: 'Suara ini dihapus lebih dari {days} hari lalu dan tidak dapat dikembalikan. Klip yang memakainya tetap bersuara.',
  },
  too_many_sounds: {
    status: 409,
    en: 'You have {limit} sounds in the library. They are kept; remove one before you add another.',
    id: 'Kamu punya {limit} suara di pustaka. Semuanya tersimpan; hapus satu sebelum menambah lagi.',
  },
})

/** Who may make clips with it. */
export const zSoundUse = z.enum(['everyone', 'me'])

export const zSound = z.object({
  id: zUuid,
  title: z.string(),
  artist: z.string(),
  owner: z.object({ id: zUuid, handle: z.string(), displayName: z.string() }).nullable(),
  /** `clip`: the own sound of a clip on this stage, see `sourceVideoId`. */
  source: z.enum(['upload', 'clip']),
  sourceVideoId: zUuid.nullable(),
  use: zSoundUse,
  /** Others meet only `ready` ones. */
  state: z.enum(['processing', 'ready', 'refused', 'removed']),
  reason: zReason.nullable(),
  durationMs: z.int().nullable(),
  /** AAC in MP4; null until it is ready. Of a sound for its owner alone it works for some hours. */
  url: z.string().nullable(),
  /** JSON `{ rate, peaks }`: peaks a second, and base64 of one signed byte a peak. */
  waveformUrl: z.string().nullable(),
  /** Public clips that use it. */
  clips: z.int(),
  createdAt: zInstant,
  mine: z.boolean(),
  restorableUntil: zInstant.nullable(),
})

const zTitle = z.string().trim().min(1).max(80)
const zArtist = z.string().trim().max(80)
const soundParams = z.object({ soundId: zUuid })
const ownSound = ownersOnly('sound_not_found')

export const soundsRoutes = {
  list: route({
    method: 'GET',
    path: '/v1/sounds',
    summary:
      'Sounds that the caller may use: best match first with `q` (title, artist, handle; small typing errors are forgiven), most used first without. `mine` lists one’s own in every state, newest first.',
    access: access.everyone,
    query: z.strictObject({
      q: z.string().max(100).optional(),
      mine: z.enum(['1']).optional(),
      cursor: zCursor.optional(),
      limit: z.coerce.number().int().min(1).max(50).optional(),
    }),
    reply: z.object({ sounds: z.array(zSound), nextCursor: z.string().nullable() }),
    refusals: [identityRefusals.login_required, commonRefusals.cursor_unknown],
    limit: 240,
  }),
  read: route({
    method: 'GET',
    path: '/v1/sounds/:soundId',
    summary: 'One sound, if the caller may use it. Its owner sees it in every state.',
    access: access.everyone,
    params: soundParams,
    reply: z.object({ sound: zSound }),
    refusals: [soundsRefusals.sound_not_found],
  }),
  add: route({
    method: 'POST',
    path: '/v1/sounds',
    summary:
      'Add an own upload (purpose `sound`) to the library. The id is made by the client; the same request again gives the same sound.',
    access: ownersOnly('upload_not_found'),
    body: z.strictObject({
      id: zUuid,
      uploadId: zUuid,
      title: zTitle,
      artist: zArtist.default(''),
      use: zSoundUse.default('everyone'),
      /** That the caller made it or may share it for others to use. */
      rights: z.boolean(),
    }),
    reply: z.object({ sound: zSound }),
    status: 201,
    refusals: [
      identityRefusals.login_required,
      uploadRefusals.upload_not_found,
      uploadRefusals.upload_incomplete,
      uploadRefusals.upload_expired,
      ...Object.values(soundsRefusals),
    ],
    example: {
      id: '019aaaaa-0000-7000-8000-000000000051',
      uploadId: '019aaaaa-0000-7000-8000-000000000001',
      title: 'Ombak Losari',
      artist: 'Sari Senja',
      use: 'everyone',
      rights: true,
    },
    limit: 60,
  }),
  change: route({
    method: 'PATCH',
    path: '/v1/sounds/:soundId',
    summary: 'Change title, artist, or who may use it from now on.',
    access: ownSound,
    params: soundParams,
    body: z.strictObject({
      title: zTitle.optional(),
      artist: zArtist.optional(),
      use: zSoundUse.optional(),
    }),
    reply: z.object({ sound: zSound }),
    refusals: [identityRefusals.login_required, soundsRefusals.sound_not_found],
    example: { use: 'me' },
    limit: 120,
  }),
  remove: route({
    method: 'DELETE',
    path: '/v1/sounds/:soundId',
    summary: 'Take a sound out of the library. Clips that use it keep it. Twice is the same as once.',
    access: ownSound,
    params: soundParams,
    reply: z.object({ sound: zSound }),
    refusals: [identityRefusals.login_required, soundsRefusals.sound_not_found],
  }),
  restore: route({
    method: 'POST',
    path: '/v1/sounds/:soundId/restore',
    summary: 'Bring a removed sound back.',
    access: ownSound,
    params: soundParams,
    reply: z.object({ sound: zSound }),
    refusals: [
      identityRefusals.login_required,
      soundsRefusals.sound_not_found,
      soundsRefusals.sound_restore_too_late,
    ],
  }),
}
export type SoundsRoutes = RouteMap<typeof soundsRoutes>
