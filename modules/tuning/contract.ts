/** The operator's hand on the feed: versioned weights and rules, a preview of them, experiments, and live figures. What is
 *  published is public. */
import { z } from 'zod'
import { refusals, route, type RouteMap, zDay, zInstant, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals, zHandle } from '../identity/contract.ts'
import { zChange, zSettings } from './contract-settings.ts'

export { experimentRoutes } from './contract-experiments.ts'

export const tuningRefusals = refusals({
  settings_moved_on: {
    status: 409,
    en: 'Somebody published version {version} while you were editing. Nothing of yours was published, and nothing of it is lost: look at what is new, then publish again.',
    id: 'Ada yang menerbitkan versi {version} selagi kamu menyunting. Suntinganmu belum terbit dan tidak ada yang hilang: lihat yang baru, lalu terbitkan lagi.',
  },
  settings_unchanged: {
    status: 409,
    en: 'These are the settings that are published already. Nothing was changed.',
    id: 'Setelan ini sama dengan yang sudah terbit. Tidak ada yang berubah.',
  },
  settings_empty: {
    status: 422,
    en: 'At least one weight must speak for a clip; otherwise each would be as good as another. Nothing was published.',
    id: 'Paling sedikit satu bobot harus mendukung sebuah klip; kalau tidak, semua klip akan sama saja. Tidak ada yang diterbitkan.',
  },
  version_not_found: {
    status: 404,
    en: 'There is no version {version}.',
    id: 'Tidak ada versi {version}.',
  },
  viewer_not_found: {
    status: 404,
    en: 'Nobody has the handle @{handle}.',
    id: 'Tidak ada yang memakai nama @{handle}.',
  },
  model_not_found: {
    status: 404,
    en: 'There is no model {version} to go back to. What serves now goes on.',
    id: 'Tidak ada model {version} yang bisa dipakai lagi. Yang melayani sekarang tetap jalan.',
  },
})

const zNote = z.string().trim().min(3).max(500)
/** PostgreSQL's integer ends a little further on. */
const versionMax = 2_000_000_000
const zVersion = z.int().min(0).max(versionMax)

const zPublication = z.object({
  version: z.int(),
  settings: zSettings,
  /** Against the version before. */
  changes: z.array(zChange),
  note: z.string(),
  /** An earlier version that was published anew. */
  backTo: z.int().nullable(),
  /** A handle. */
  by: z.string(),
  at: zInstant,
})

const zPreviewSlot = z.object({
  videoId: zUuid,
  /** Null: the clip is for some alone, and nothing more is told of it. */
  clip: z.object({ caption: z.string(), handle: z.string(), posterUrl: z.string().nullable() }).nullable(),
  source: z.string(),
  isTrial: z.boolean(),
  /** Null where nothing was scored. */
  score: z.number().nullable(),
})

const zRate = z.number().nullable()
/** Of the For You feed, ads left out. Null: nothing to divide by. */
export const zFigures = z.object({
  viewers: z.int(),
  /** Clips seen. */
  seen: z.int(),
  watchMinutes: zRate,
  /** Of what was seen, 0–1. */
  finished: zRate,
  skipped: zRate,
  repeated: zRate,
  /** Of a hundred seen: likes and follows, wherever on the stage. */
  likes: zRate,
  follows: zRate,
  /** Of a thousand seen. */
  unwanted: zRate,
  /** Clips of the catalogue that anyone saw, 0–1. */
  coverage: zRate,
  /** How unevenly what was seen is spread over the clips that anyone saw, 0–1. */
  gini: zRate,
  /** Of what was seen, clips of accounts opened in the 30 days before. */
  newCreators: zRate,
  /** Of who watched on the day before, and on the day seven before, those who watched again. Null for the last hour. */
  dayLater: zRate,
  weekLater: zRate,
})
export type FeedFigures = z.infer<typeof zFigures>

const denied = [identityRefusals.login_required, identityRefusals.not_allowed]

export const tuningRoutes = {
  readRules: route({
    method: 'GET',
    path: '/v1/feed/rules',
    summary: 'What counts in the For You feed: the weights and rules that are published now.',
    access: access.everyone,
    reply: z.object({
      version: z.int(),
      /** Null: the stage runs with what Panggung brings. */
      since: zInstant.nullable(),
      settings: zSettings,
      /** Viewers of a hundred who have other settings for the time of an experiment. */
      experimentPercent: z.number(),
      /** Those that hold for the caller, where they are in an experiment. */
      yours: zSettings.nullable(),
    }),
  }),
  readPublished: route({
    method: 'GET',
    path: '/v1/admin/feed/settings',
    summary: 'What is published, the defaults, and the versions, the newest first.',
    access: access.operators,
    query: z.strictObject({ before: z.coerce.number().int().min(1).max(versionMax).optional() }),
    reply: z.object({
      version: z.int(),
      settings: zSettings,
      defaults: zSettings,
      /** What each field may be, by `weights.like`. */
      bounds: z.record(z.string(), z.object({ min: z.number(), max: z.number(), whole: z.boolean() })),
      versions: z.array(zPublication),
      /** Older ones are asked for with `before`. */
      hasMore: z.boolean(),
    }),
    refusals: denied,
  }),
  publish: route({
    method: 'POST',
    path: '/v1/admin/feed/settings',
    summary:
      'Publish weights and rules as a new version. Refused where somebody has published since `basedOn`.',
    access: access.operators,
    body: z.strictObject({ basedOn: zVersion, settings: zSettings, note: zNote }),
    reply: z.object({ published: zPublication }),
    status: 201,
    refusals: [
      ...denied,
      tuningRefusals.settings_moved_on,
      tuningRefusals.settings_unchanged,
      tuningRefusals.settings_empty,
    ],
    example: {
      basedOn: 0,
      note: 'Shares say more than likes.',
      settings: {
        weights: {
          finish: 0.3,
          watch: 0.25,
          like: 0.5,
          share: 3,
          follow: 4,
          rewatch: 1,
          unwanted: -40,
          skip: -0.2,
        },
        rules: { perCreatorIn20: 2, perSoundIn20: 2, perTagIn10: 4, trialPercent: 15, diversity: 0.3 },
      },
    },
  }),
  goBack: route({
    method: 'POST',
    path: '/v1/admin/feed/settings/:version/again',
    summary: 'Publish an earlier version anew, as a new one. Version 0 is what Panggung brings.',
    access: access.operators,
    params: z.object({ version: z.coerce.number().int().min(0).max(versionMax) }),
    body: z.strictObject({ basedOn: zVersion, note: zNote }),
    reply: z.object({ published: zPublication }),
    status: 201,
    refusals: [
      ...denied,
      tuningRefusals.settings_moved_on,
      tuningRefusals.settings_unchanged,
      tuningRefusals.version_not_found,
    ],
    example: { basedOn: 1, note: 'It was better before.' },
  }),
  preview: route({
    method: 'POST',
    path: '/v1/admin/feed/preview',
    summary:
      'The next page of a viewer under what is published and under other settings. Nothing is marked as seen, no ticket is signed.',
    access: access.operators,
    /** Without a handle: a new viewer. */
    body: z.strictObject({ handle: zHandle.optional(), settings: zSettings }),
    reply: z.object({ published: z.array(zPreviewSlot), edited: z.array(zPreviewSlot) }),
    refusals: [...denied, tuningRefusals.viewer_not_found],
    example: {
      settings: {
        weights: {
          finish: 0.3,
          watch: 0.25,
          like: 0.5,
          share: 3,
          follow: 4,
          rewatch: 1,
          unwanted: -40,
          skip: -0.2,
        },
        rules: { perCreatorIn20: 2, perSoundIn20: 2, perTagIn10: 4, trialPercent: 15, diversity: 0.3 },
      },
    },
    limit: 60,
  }),
  readFigures: route({
    method: 'GET',
    path: '/v1/admin/feed/figures',
    summary: 'How the feed does: the last hour, today, and the days before, the newest first.',
    access: access.operators,
    reply: z.object({
      at: zInstant,
      hour: zFigures,
      today: z.object({ day: zDay, figures: zFigures }),
      days: z.array(z.object({ day: zDay, figures: zFigures })),
      /** Milliseconds that a page took on the node that answers, since it began; null: none yet. */
      pageMs: z.object({ p50: z.number(), p99: z.number() }).nullable(),
    }),
    refusals: denied,
  }),
  listModels: route({
    method: 'GET',
    path: '/v1/admin/feed/models',
    summary: 'Models of the feed, the newest first; none while nothing has learned.',
    access: access.operators,
    reply: z.object({
      models: z.array(
        z.object({
          version: z.int(),
          bornAt: zInstant,
          /** What it has learned from. */
          events: z.int(),
          /** Of each event before it was learned from; null: too few. */
          logLoss: z.number().nullable(),
          state: z.enum(['serving', 'kept', 'rejected']),
        }),
      ),
    }),
    refusals: denied,
  }),
  rollBackModel: route({
    method: 'POST',
    path: '/v1/admin/feed/models/:modelVersion/serve',
    summary: 'Let an earlier model serve again.',
    access: access.operators,
    params: z.object({ modelVersion: z.coerce.number().int().min(0).max(versionMax) }),
    body: z.strictObject({}),
    reply: z.object({ served: z.literal(true) }),
    refusals: [...denied, tuningRefusals.model_not_found],
    example: {},
  }),
}
export type TuningRoutes = RouteMap<typeof tuningRoutes>
