/** Other settings for some viewers, and what came of them. */
import { z } from 'zod'
import { refusals, route, type RouteMap, zInstant, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'
import { exampleSettings, zSettings, zWhy } from './contract-settings.ts'

export const experimentRefusals = refusals({
  experiment_not_found: {
    status: 404,
    en: 'There is no such experiment.',
    id: 'Tidak ada eksperimen ini.',
  },
  experiment_over: {
    status: 409,
    en: 'This experiment has ended already. Its figures stay as they are.',
    id: 'Eksperimen ini sudah berakhir. Angkanya tetap seperti adanya.',
  },
  places_taken: {
    status: 409,
    en: 'Experiments that run now hold too many viewers: {free} % are free. Take a smaller share, or end one first.',
    id: 'Eksperimen yang berjalan memegang terlalu banyak penonton: {free} % masih bebas. Ambil bagian lebih kecil, atau akhiri satu dulu.',
  },
  arms_alike: {
    status: 422,
    en: 'Arm “{arm}” has the same settings as another one. Change something in it; what you entered is kept.',
    id: 'Cabang “{arm}” punya setelan yang sama dengan yang lain. Ubah sesuatu di dalamnya; isianmu tetap ada.',
  },
})

export const zMetric = z.enum(['watch', 'finish', 'skip', 'unwanted'])
export type Metric = z.infer<typeof zMetric>

const zName = z.string().trim().min(1).max(60)

export const zCompared = z.object({
  /** Its number; it is compared with arm 0. */
  arm: z.int(),
  metric: zMetric,
  /** Arm − control, adjusted by the week before, as a part of the control's. */
  relative: z.number(),
  /** The interval that holds the true difference at every look, as a part of the control's; null: not measured enough. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Always valid: the least of all looks. */
  p: z.number(),
  /** Variance that the week before took away, 0–1. */
  explained: z.number(),
  /** Once found it stays. */
  verdict: z.enum(['better', 'worse', 'open']),
})
export type Compared = z.infer<typeof zCompared>

export const zReading = z.object({
  at: zInstant,
  arms: z.array(
    z.object({
      /** Viewers who saw something since it began. */
      viewers: z.int(),
      /** Minutes a viewer; finished and skipped of those seen, 0–1; not wanted of a thousand seen. */
      means: z.object({ watch: z.number(), finish: z.number(), skip: z.number(), unwanted: z.number() }),
    }),
  ),
  compared: z.array(zCompared),
})
export type Reading = z.infer<typeof zReading>

export const zExperiment = z.object({
  id: zUuid,
  name: z.string(),
  why: z.string(),
  metric: zMetric,
  sharePercent: z.number(),
  startedBy: z.string(),
  startedAt: zInstant,
  /** Null: it runs. */
  ended: z
    .object({
      at: zInstant,
      /** Null: by itself. */
      by: z.string().nullable(),
      /** By itself: `guardrail`, or `time`. */
      note: z.string(),
    })
    .nullable(),
  arms: z.array(
    z.object({
      name: z.string(),
      settings: zSettings,
      /** It stopped by itself, because of that figure. */
      stopped: z.object({ at: zInstant, because: zMetric }).nullable(),
    }),
  ),
  reading: zReading.nullable(),
})

const denied = [identityRefusals.login_required, identityRefusals.not_allowed]

export const experimentRoutes = {
  listExperiments: route({
    method: 'GET',
    path: '/v1/admin/feed/experiments',
    summary: 'Experiments that run, and those that have ended, with their last reading.',
    access: access.operators,
    reply: z.object({
      running: z.array(zExperiment),
      ended: z.array(zExperiment),
      /** Viewers of a hundred that no experiment holds. */
      freePercent: z.number(),
      rules: z.object({
        alpha: z.number(),
        leastViewers: z.int(),
        mostDays: z.int(),
        /** As parts of the control's. */
        bounds: z.object({ watch: z.number(), skip: z.number(), unwanted: z.number() }),
      }),
    }),
    refusals: denied,
  }),
  startExperiment: route({
    method: 'POST',
    path: '/v1/admin/feed/experiments',
    summary:
      'Give some viewers other settings, from now on. Arm 0 is what is published now; the arms in the body are one to three more.',
    access: access.operators,
    body: z.strictObject({
      name: zName,
      why: zWhy,
      metric: zMetric,
      sharePercent: z.int().min(1).max(100),
      arms: z
        .array(z.strictObject({ name: zName, settings: zSettings }))
        .min(1)
        .max(3),
    }),
    reply: z.object({ experiment: zExperiment }),
    status: 201,
    refusals: [...denied, experimentRefusals.places_taken, experimentRefusals.arms_alike],
    example: {
      name: 'More for shares',
      why: 'A shared clip brings somebody along.',
      metric: 'watch',
      sharePercent: 10,
      arms: [
        {
          name: 'share 3',
          settings: exampleSettings,
        },
      ],
    },
  }),
  stopExperiment: route({
    method: 'POST',
    path: '/v1/admin/feed/experiments/:experimentId/stop',
    summary: 'End an experiment: all its viewers have what is published again, from their next page on.',
    access: access.operators,
    params: z.object({ experimentId: zUuid }),
    body: z.strictObject({ note: zWhy }),
    reply: z.object({ experiment: zExperiment }),
    refusals: [...denied, experimentRefusals.experiment_not_found, experimentRefusals.experiment_over],
    example: { note: 'Seen enough.' },
  }),
}
export type ExperimentRoutes = RouteMap<typeof experimentRoutes>
