/** The operator's hand on the feed: versioned weights and rules, a preview of them, experiments, and live figures. What is
 *  published is public. */
import { z } from 'zod'
import { refusals, route, type RouteMap, zDay, zInstant, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals, zHandle } from '../identity/contract.ts'
import { zMetric } from './contract-experiments.ts'
import { exampleSettings, zChange, zSettings, zWhy } from './contract-settings.ts'

export { experimentRoutes } from './contract-experiments.ts'
export { zSettings } from './contract-settings.ts'

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

/** What the ranker foretells as a probability. */
const zHead = z.enum(['finish', 'skip', 'rewatch', 'like', 'share', 'follow', 'unwanted'])
export type ForetoldHead = z.infer<typeof zHead>

/** Of the watch time, each told before it was learned from. */
const zWatchFigures = z.object({
  lessons: z.int(),
  /** How far what was told lies from what was watched, on the mean; and in its place the median of clips of like duration. */
  offMs: z.number(),
  plainOffMs: z.number(),
  /** How often, of two watches, the longer one was told to be longer. */
  order: z.number().nullable(),
  /** On the mean: what a score counted, and what was watched. */
  expectedMs: z.number(),
  watchedMs: z.number(),
})
export type WatchFigures = Readonly<z.infer<typeof zWatchFigures>>

const zTold = z.object({ value: z.number(), error: z.number() })
/** Why nothing can be told: nothing was kept · only pages under other rules on creators or sounds · a page that could not
 *  have happened · nothing that this version would do was ever tried · too little of it was. */
const zWeighRefusal = z.enum([
  'empty-log',
  'other-rules',
  'impossible-propensity',
  'no-overlap',
  'few-effective',
])
export type WeighRefusal = z.infer<typeof zWeighRefusal>

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
  /** Of a hundred seen: likes and follows, wherever on the stage, and shares of the day of UTC; null for the last hour. */
  likes: zRate,
  follows: zRate,
  shares: zRate,
  /** Of a thousand seen. */
  unwanted: zRate,
  /** Clips of the catalogue that anyone saw, 0–1. */
  coverage: zRate,
  /** How unevenly what was seen is spread over the clips that anyone saw, 0–1. */
  gini: zRate,
  /** Of what was seen, clips of accounts opened in the 30 days before. */
  newCreators: zRate,
  /** Of what was seen, clips of creators whom their viewer had not seen in the week before. */
  novel: zRate,
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
    body: z.strictObject({ basedOn: zVersion, settings: zSettings, note: zWhy }),
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
      settings: exampleSettings,
    },
  }),
  goBack: route({
    method: 'POST',
    path: '/v1/admin/feed/settings/:version/again',
    summary: 'Publish an earlier version anew, as a new one. Version 0 is what Panggung brings.',
    access: access.operators,
    params: z.object({ version: z.coerce.number().int().min(0).max(versionMax) }),
    body: z.strictObject({ basedOn: zVersion, note: zWhy }),
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
      settings: exampleSettings,
    },
    limit: 60,
  }),
  weigh: route({
    method: 'POST',
    path: '/v1/admin/feed/weigh',
    summary:
      'What these settings would have done with the pages of the sample, told from what happened. Nothing is published.',
    access: access.operators,
    body: z.strictObject({ settings: zSettings }),
    reply: z.object({
      /** When the oldest page that was used was offered. */
      since: zInstant.nullable(),
      pages: z.int(),
      /** Left out: made by an earlier code; made under other rules on creators or sounds. */
      passed: z.int(),
      otherRules: z.int(),
      /** So many pages of that version itself would say as much. */
      effective: z.number(),
      /** Of what that version would do, the part that was tried at all, 0–1. */
      covered: z.number(),
      refused: zWeighRefusal.nullable(),
      /** A page: minutes watched, clips finished, skipped, not wanted. Empty where it is refused. */
      figures: z.array(
        z.object({
          metric: zMetric,
          was: z.number(),
          would: z.number(),
          /** Of `would − was`: where it lies with 95 %. */
          low: z.number(),
          high: z.number(),
          /** By each estimator, with its standard error; dr: null where nothing was learned. */
          by: z.object({ ips: zTold, capped: zTold, snips: zTold, dr: zTold.nullable() }),
        }),
      ),
    }),
    refusals: [...denied, tuningRefusals.settings_empty],
    example: { settings: exampleSettings },
    limit: 20,
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
  listLeftOut: route({
    method: 'GET',
    path: '/v1/admin/feed/left-out',
    summary:
      'Clips of which likes did not count for what is popular and what is rising in the last seven days, most first: the accounts did not watch the clip, or were new and too many at once.',
    access: access.operators,
    reply: z.object({
      clips: z.array(
        z.object({
          videoId: zUuid,
          /** Null: the clip is gone. */
          clip: z.object({ caption: z.string(), handle: z.string() }).nullable(),
          /** The first and the last of these likes. */
          from: zInstant,
          to: zInstant,
          unwatched: z.int(),
          /** Of new accounts, beyond those that count. */
          young: z.int(),
        }),
      ),
    }),
    refusals: denied,
  }),
  listModels: route({
    method: 'GET',
    path: '/v1/admin/feed/models',
    summary:
      'Models of the feed, the newest first, none while nothing has learned; and how the node that answers learns.',
    access: access.operators,
    reply: z.object({
      /** Of the last hour: milliseconds from an outcome that could be learned to pages that are scored by it. */
      lag: z.object({ p50: z.number(), p95: z.number(), outcomes: z.int() }).nullable(),
      /** Of lessons that the calibration had not seen: how often something was expected, and how often it came. */
      foretold: z
        .object({
          lessons: z.int(),
          heads: z.array(z.object({ head: zHead, predicted: z.number(), actual: z.number() })),
        })
        .nullable(),
      watch: zWatchFigures.nullable(),
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
