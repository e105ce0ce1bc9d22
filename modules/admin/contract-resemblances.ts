/** Uploads that are likely the same recording as an earlier one. An indication for a person, never a verdict. */
import { z } from 'zod'
import { route, zInstant, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'

const zAlike = z.object({
  /** Null when the account is gone. */
  handle: z.string().nullable(),
  /** The clip it was published as; null for what isn't, or isn't any more. */
  videoId: zUuid.nullable(),
  receivedAt: zInstant,
  durationMs: z.int().nullable(),
  /** Works for some hours. */
  posterUrl: z.string().nullable(),
})

const zResemblance = z.object({
  id: z.string(),
  later: zAlike,
  earlier: zAlike,
  /** The same bytes, or a recording that looks the same. */
  kind: z.enum(['same_file', 'same_picture']),
  /** How much of the shorter one is in the other, 0 to 1. */
  share: z.number().min(0).max(1),
  /** Where the earlier one's beginning lies in the later one; negative when the later one begins within it. */
  offsetMs: z.int(),
  foundAt: zInstant,
})

export const resemblancesRoutes = {
  listResemblances: route({
    method: 'GET',
    path: '/v1/admin/resemblances',
    summary:
      'Uploads that are likely the same recording as an earlier one, newest first: of different accounts unless asked for all.',
    access: access.operators,
    query: z.object({
      owners: z.enum(['different', 'all']).default('different'),
      cursor: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
      limit: z.coerce.number().int().min(1).max(100).default(30),
    }),
    reply: z.object({ resemblances: z.array(zResemblance), nextCursor: z.string().nullable() }),
    refusals: [identityRefusals.login_required, identityRefusals.not_allowed],
  }),
}
