/** What goes with a clip when it is played, shared, shown elsewhere, or taken away. */
import { z } from 'zod'
import { commonRefusals, refusals, route, zUuid } from '../../platform/contract.ts'
import { access } from '../identity/contract.ts'
import { videosRefusals } from './contract-refusals.ts'

export const deliveryRefusals = refusals({
  download_not_allowed: {
    status: 403,
    en: 'Its creator does not give copies of this video away. Share the link instead.',
    id: 'Pembuatnya tidak membagikan salinan video ini. Bagikan tautannya saja.',
  },
})

const videoParams = z.object({ videoId: zUuid })

export const deliveryRoutes = {
  readExtras: route({
    method: 'GET',
    path: '/v1/videos/:videoId/extras',
    summary:
      'What a player of one video may need late: pictures for scrubbing, playlist, captions, covers, waveform.',
    access: access.everyone,
    params: videoParams,
    reply: z.object({
      /** One picture for each stretch of `everyMs`, row by row in one file. */
      sprite: z
        .object({
          url: z.string(),
          columns: z.int(),
          rows: z.int(),
          /** Of one of them, in pixels. */
          width: z.int(),
          height: z.int(),
          everyMs: z.int(),
        })
        .nullable(),
      /** Of clips over a minute. */
      hlsUrl: z.string().nullable(),
      captions: z.array(z.object({ lang: z.string(), url: z.string() })),
      /** Candidates for the poster; for its owner alone. */
      covers: z.array(z.object({ url: z.string(), atMs: z.int().nullable() })),
      waveformUrl: z.string().nullable(),
      /** Where a copy is asked for, if the caller may have one. */
      downloadUrl: z.string().nullable(),
    }),
    refusals: [videosRefusals.video_not_found],
  }),
  readDownload: route({
    method: 'GET',
    path: '/v1/videos/:videoId/download',
    summary:
      "A copy to take away, with the creator's handle in its picture, where the creator allows it. Asking has it made; asking again tells how far it is.",
    access: access.everyone,
    params: videoParams,
    reply: z.object({
      download: z.object({
        state: z.enum(['making', 'ready', 'failed']),
        percent: z.int().min(0).max(100).nullable(),
        /** Works for some hours. */
        url: z.string().nullable(),
        fileName: z.string(),
      }),
    }),
    refusals: [videosRefusals.video_not_found, deliveryRefusals.download_not_allowed],
    limit: 120,
  }),
  readShareCard: route({
    method: 'GET',
    path: '/share/:videoId',
    summary:
      'The picture (JPEG, 1200 × 630) that goes with a link to a video which everyone with its address may see.',
    access: access.everyone,
    params: videoParams,
    reply: 'raw',
    refusals: [commonRefusals.not_found],
  }),
  readEmbed: route({
    method: 'GET',
    path: '/embed/:videoId',
    summary:
      'A page of one video for a frame on any site: no script, no cookie, no login. Only videos that everyone with the address may see. `autoplay=1` begins, silent.',
    access: access.everyone,
    params: videoParams,
    query: z.object({ autoplay: z.enum(['0', '1']).optional(), lang: z.enum(['id', 'en']).optional() }),
    reply: 'raw',
    refusals: [commonRefusals.not_found],
  }),
}
