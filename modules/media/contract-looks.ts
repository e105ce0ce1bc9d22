/** What an operator may ask about clips that look alike. */
import { z } from 'zod'
import { route, type RouteMap, zInstant, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'

const zAlike = z.object({
  assetId: zUuid,
  ownerId: zUuid,
  receivedAt: zInstant,
  durationMs: z.int().nullable(),
  posterUrl: z.string().nullable(),
})

export const zResemblance = z.object({
  id: z.string(),
  /** The later upload, and the earlier one that it resembles. */
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

export const looksRoutes = {
  listResemblances: route({
    method: 'GET',
    path: '/v1/admin/resemblances',
    summary:
      'Uploads that are likely the same recording as an earlier one, newest first: of different accounts unless asked for all. An indication, never a verdict.',
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
export type LooksRoutes = RouteMap<typeof looksRoutes>
