/** Drafts: projects of the editor that their owner can open on any device, and clips made from them by the server. */
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
import { zReason } from '../media/contract.ts'
import { zProject } from './contract-project.ts'

export * from './contract-project.ts'

export const draftsRefusals = refusals({
  draft_not_found: {
    status: 404,
    en: 'This draft is not here. It may have been removed, or it belongs to another account.',
    id: 'Draf ini tidak ada. Mungkin sudah dihapus, atau milik akun lain.',
  },
  draft_changed: {
    status: 409,
    en: 'This draft was changed elsewhere (revision {revision}). Both are kept: yours on this device, the other on the stage. Choose which one to go on with.',
    id: 'Draf ini diubah di tempat lain (revisi {revision}). Keduanya tersimpan: punyamu di perangkat ini, yang lain di panggung. Pilih mana yang dilanjutkan.',
  },
  draft_too_large: {
    status: 413,
    en: 'This draft has more in it than fits ({limit} kB). It is kept on this device; remove some drawing or text, or split it in two.',
    id: 'Isi draf ini melebihi batas ({limit} kB). Draf tetap ada di perangkat ini; kurangi gambar atau teks, atau bagi menjadi dua.',
  },
  too_many_drafts: {
    status: 409,
    en: 'You have {limit} drafts. They are all kept; post or remove one before you keep another here. This one stays on this device.',
    id: 'Kamu punya {limit} draf. Semuanya tersimpan; terbitkan atau hapus satu dulu. Draf yang ini tetap ada di perangkat ini.',
  },
  draft_restore_too_late: {
    status: 410,
    en: 'This draft was removed more than {days} days ago and can not be brought back.',
    id: 'Draf ini dihapus lebih dari {days} hari lalu dan tidak dapat dikembalikan.',
  },
  project_invalid: {
    status: 422,
    en: 'This draft can not be kept as it is: {detail}. It stays on this device; undo the last step and try again.',
    id: 'Draf ini belum bisa disimpan: {detail}. Draf tetap ada di perangkat ini; urungkan langkah terakhir lalu coba lagi.',
    values: {
      detail: {
        size: { en: 'its width and height must be even', id: 'lebar dan tingginya harus genap' },
        same_id: { en: 'two of its pieces have the same id', id: 'ada dua bagian dengan id yang sama' },
        part_source: { en: 'a file has two sources', id: 'ada berkas dengan dua sumber' },
        shot_part: { en: 'a shot names no picture or video', id: 'ada potongan tanpa gambar atau video' },
        shot_time: { en: 'a shot lies outside its video', id: 'ada potongan di luar videonya' },
        shot_crop: {
          en: 'a shot is cropped outside its picture',
          id: 'ada potongan yang dipangkas di luar gambarnya',
        },
        layer_time: {
          en: 'a text or drawing ends before it begins',
          id: 'ada teks atau gambar yang selesai sebelum mulai',
        },
        layer_part: {
          en: 'a text or drawing names no picture',
          id: 'ada teks atau gambar tanpa berkas gambarnya',
        },
        track_part: { en: 'a sound names no sound file', id: 'ada suara tanpa berkasnya' },
        track_time: { en: 'a sound lies outside its file', id: 'ada suara di luar berkasnya' },
        frame_part: { en: 'the clip beside it is missing', id: 'klip di sampingnya tidak ada' },
      },
    },
  },
  render_empty: {
    status: 422,
    en: 'There is nothing to show in this draft yet. Add a clip or a picture first; the draft is kept.',
    id: 'Belum ada yang bisa ditampilkan di draf ini. Tambahkan klip atau gambar dulu; drafnya tersimpan.',
  },
  render_too_long: {
    status: 422,
    en: 'The clip would be {seconds} seconds long; at most {limit} fit. The draft is kept; shorten it.',
    id: 'Klipnya akan berdurasi {seconds} detik; paling lama {limit}. Drafnya tersimpan; perpendek dulu.',
  },
  render_part_missing: {
    status: 422,
    en: '“{name}” has not reached the stage yet. The draft is kept; open it on the device that has the file and wait until it is sent.',
    id: '“{name}” belum sampai di panggung. Drafnya tersimpan; buka di perangkat yang punya berkasnya dan tunggu sampai terkirim.',
  },
  render_not_allowed: {
    status: 403,
    en: 'A clip or a sound in this draft may no longer be used: its creator does not allow it, or it is not here. The draft is kept; take it out and try again.',
    id: 'Ada klip atau suara di draf ini yang tidak boleh dipakai lagi: kreatornya tidak mengizinkan, atau sudah tidak ada. Drafnya tersimpan; keluarkan lalu coba lagi.',
  },
})

/** Why making the clip ended without one. The draft is kept. */
export const renderRefusals = refusals({
  render_failed: {
    status: 422,
    en: 'A file in this draft could not be read while the clip was made. The draft is kept; replace the file, or export in another browser.',
    id: 'Ada berkas di draf ini yang tidak terbaca saat klip dibuat. Drafnya tersimpan; ganti berkasnya, atau ekspor di peramban lain.',
  },
  render_too_heavy: {
    status: 422,
    en: 'Making this clip took more time or memory than one clip may take. The draft is kept; use fewer or smaller files.',
    id: 'Membuat klip ini melebihi jatah waktu atau memori satu klip. Drafnya tersimpan; pakai berkas yang lebih sedikit atau lebih kecil.',
  },
})

/** `working` has a percentage; `done` has the upload, which is posted like any other. */
export const zRender = z.object({
  id: zUuid,
  state: z.enum(['waiting', 'working', 'done', 'failed', 'cancelled']),
  /** Of the draft that was sent to be made. */
  revision: z.int(),
  percent: z.int().min(0).max(100).nullable(),
  secondsLeft: z.int().min(0).nullable(),
  uploadId: zUuid.nullable(),
  reason: zReason.nullable(),
  askedAt: zInstant,
})

const zTitle = z.string().trim().max(120)

export const zDraftSummary = z.object({
  id: zUuid,
  title: z.string(),
  revision: z.int(),
  /** Of the clip that it would become. */
  durationMs: z.int(),
  width: z.int(),
  height: z.int(),
  /** Of the project and of its files on the stage. */
  bytes: z.int(),
  /** A moment of the file that the clip's cover shows; null while that file is on a device alone. */
  cover: z.object({ kind: z.enum(['video', 'picture']), url: z.string(), atMs: z.int() }).nullable(),
  createdAt: zInstant,
  changedAt: zInstant,
  /** The browser and system it was last changed with, in words; null if they were not told. */
  device: z.string().nullable(),
  /** Whether that was this browser. */
  changedHere: z.boolean(),
  removedAt: zInstant.nullable(),
  restorableUntil: zInstant.nullable(),
  render: zRender.nullable(),
})

export const zDraft = zDraftSummary.extend({
  project: zProject,
  /** Addresses of the files that are on the stage, good for some hours. */
  parts: z.array(z.object({ id: z.string(), url: z.string().nullable() })),
})

const draftParams = z.object({ draftId: zUuid })
const ownDraft = ownersOnly('draft_not_found')
const draftGone = [identityRefusals.login_required, draftsRefusals.draft_not_found]

export const draftsRoutes = {
  list: route({
    method: 'GET',
    path: '/v1/drafts',
    summary: "One's own drafts, last changed first; with `removed=1` those that can still be brought back.",
    access: access.signedIn,
    query: z.strictObject({
      removed: z.enum(['1']).optional(),
      cursor: zCursor.optional(),
      limit: z.coerce.number().int().min(1).max(50).optional(),
    }),
    reply: z.object({
      drafts: z.array(zDraftSummary),
      nextCursor: z.string().nullable(),
      limits: z.object({ drafts: z.int(), used: z.int(), projectBytes: z.int() }),
    }),
    refusals: [identityRefusals.login_required, commonRefusals.cursor_unknown],
  }),
  read: route({
    method: 'GET',
    path: '/v1/drafts/:draftId',
    summary: 'One draft with its project and the addresses of its files.',
    access: ownDraft,
    params: draftParams,
    reply: z.object({ draft: zDraft }),
    refusals: draftGone,
  }),
  keep: route({
    method: 'PUT',
    path: '/v1/drafts/:draftId',
    summary:
      'Keep a draft. The id is made by the client; revision 0 makes it, afterwards it is the revision that was changed. The same again changes nothing.',
    access: ownDraft,
    params: draftParams,
    body: z.strictObject({ revision: z.int().min(0), title: zTitle, project: zProject }),
    reply: z.object({ draft: zDraftSummary }),
    refusals: [
      ...draftGone,
      draftsRefusals.draft_changed,
      draftsRefusals.draft_too_large,
      draftsRefusals.too_many_drafts,
      draftsRefusals.project_invalid,
    ],
    example: {
      revision: 0,
      title: 'Senja di Losari',
      project: {
        version: 1,
        width: 720,
        height: 1280,
        frameRate: 30,
        background: '#000000',
        parts: [],
        shots: [],
        layers: [],
        tracks: [],
        shotsVolume: 1,
        frame: { kind: 'full' },
        coverMs: 0,
        credit: null,
      },
    },
    limit: 240,
    bodyLimit: 2 * 1024 * 1024,
  }),
  remove: route({
    method: 'DELETE',
    path: '/v1/drafts/:draftId',
    summary: 'Remove a draft. It can be brought back for some days. Twice is the same as once.',
    access: ownDraft,
    params: draftParams,
    reply: z.object({ draft: zDraftSummary }),
    refusals: draftGone,
  }),
  restore: route({
    method: 'POST',
    path: '/v1/drafts/:draftId/restore',
    summary: 'Bring a removed draft back.',
    access: ownDraft,
    params: draftParams,
    reply: z.object({ draft: zDraftSummary }),
    refusals: [...draftGone, draftsRefusals.draft_restore_too_late, draftsRefusals.too_many_drafts],
  }),
  render: route({
    method: 'POST',
    path: '/v1/drafts/:draftId/render',
    summary:
      'Make a clip from a draft on the server. What is under way for the same revision goes on; one for an older revision is given up.',
    access: ownDraft,
    params: draftParams,
    body: z.strictObject({ revision: z.int().min(1) }),
    reply: z.object({ render: zRender }),
    status: 202,
    refusals: [
      ...draftGone,
      draftsRefusals.draft_changed,
      draftsRefusals.render_empty,
      draftsRefusals.render_too_long,
      draftsRefusals.render_part_missing,
      draftsRefusals.render_not_allowed,
    ],
    example: { revision: 1 },
    limit: 30,
  }),
  readRender: route({
    method: 'GET',
    path: '/v1/drafts/:draftId/render',
    summary: 'How far the newest clip made from a draft is; null if none was asked for.',
    access: ownDraft,
    params: draftParams,
    reply: z.object({ render: zRender.nullable() }),
    refusals: draftGone,
    limit: 1200,
  }),
  cancelRender: route({
    method: 'DELETE',
    path: '/v1/drafts/:draftId/render',
    summary: 'Give up what is being made from a draft. What is done stays done.',
    access: ownDraft,
    params: draftParams,
    reply: z.object({ render: zRender.nullable() }),
    refusals: draftGone,
  }),
}
export type DraftsRoutes = RouteMap<typeof draftsRoutes>
