/** The stage's 18+ mark: a clip to judge, what was decided on it, and what operators decided lately. */
import { z } from 'zod'
import { commonRefusals, route, zInstant, zPage, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'
import { videosRefusals, zAgeMarks, zVideoState, zVisibility } from '../videos/contract.ts'

const zRuling = z.object({
  id: zUuid,
  videoId: zUuid,
  /** Null when it is not here any more; else the clip's words and whose it is. */
  clip: z.object({ caption: z.string(), handle: z.string().nullable() }).nullable(),
  /** The operator's handle. */
  operator: z.string().nullable(),
  /** Whether the stage's mark stood from then on. */
  isAgeRestricted: z.boolean(),
  reason: z.string(),
  ruledAt: zInstant,
})

const zJudged = z.object({
  id: zUuid,
  caption: z.string(),
  handle: z.string().nullable(),
  visibility: zVisibility,
  state: zVideoState,
  /** Null while its file does not play. */
  posterUrl: z.string().nullable(),
  ageMarks: zAgeMarks,
})

const byVideo = z.object({ videoId: zUuid })
const operatorsOnly = [identityRefusals.login_required, identityRefusals.not_allowed]

export const agesRoutes = {
  listRulings: route({
    method: 'GET',
    path: '/v1/admin/age-rulings',
    summary: 'What operators decided on the 18+ mark, newest first.',
    access: access.operators,
    query: zPage,
    reply: z.object({ rulings: z.array(zRuling), nextCursor: z.string().nullable() }),
    refusals: [...operatorsOnly, commonRefusals.cursor_unknown],
  }),
  readAge: route({
    method: 'GET',
    path: '/v1/admin/videos/:videoId/age',
    summary: 'A clip as it is judged: who marked it 18+, and the last decisions on it.',
    access: access.operators,
    params: byVideo,
    reply: z.object({ clip: zJudged, rulings: z.array(zRuling) }),
    refusals: [...operatorsOnly, videosRefusals.video_not_found],
  }),
  ruleAge: route({
    method: 'PUT',
    path: '/v1/admin/videos/:videoId/age',
    summary:
      'Mark a clip 18+ in the name of the stage, or take that mark off, with a reason that its creator reads. The creator’s own mark stays as it is.',
    access: access.operators,
    params: byVideo,
    body: z.strictObject({ isAgeRestricted: z.boolean(), reason: z.string().trim().min(3).max(300) }),
    reply: z.object({ clip: zJudged, rulings: z.array(zRuling) }),
    refusals: [...operatorsOnly, videosRefusals.video_not_found, videosRefusals.age_not_marked],
    example: { isAgeRestricted: true, reason: 'Adegan kekerasan yang terlihat jelas' },
    limit: 120,
  }),
}
