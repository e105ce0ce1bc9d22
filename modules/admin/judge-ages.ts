/** The stage's 18+ mark as operators see it and set it. The rule is that of the videos module. */
import type { Output } from '../../platform/contract.ts'
import { refuse } from '../../platform/errors.ts'
import { pageOf, placeOf } from '../../platform/pages.ts'
import type { Identity } from '../identity/index.ts'
import { videosRefusals } from '../videos/contract.ts'
import { type AgeDecision, type AgeRuling, isPublished, type Videos } from '../videos/index.ts'
import type { agesRoutes } from './contract-ages.ts'

export interface AgesDeps {
  readonly identity: Pick<Identity, 'findMany'>
  readonly videos: Pick<Videos, 'findMany' | 'cards' | 'ruleAge' | 'ageRulings'>
}

type Rulings = Output<typeof agesRoutes.listRulings.reply>
type Judged = Output<typeof agesRoutes.readAge.reply>

const pageSize = 30
/** Beside a clip. */
const lastRulings = 10

/** @throws Refusal cursor_unknown */
export async function listRulings(
  deps: AgesDeps,
  { cursor, limit = pageSize }: Output<typeof agesRoutes.listRulings.query>,
): Promise<Rulings> {
  const found = await deps.videos.ageRulings(undefined, placeOf(cursor), limit + 1)
  const { rows, nextCursor } = pageOf(found, limit, ({ ruledAt: at, id }) => ({ at, id }))
  return { rulings: await describeRulings(deps, rows), nextCursor }
}

/** @throws Refusal video_not_found */
export async function readAge(deps: AgesDeps, videoId: string): Promise<Judged> {
  const { identity, videos } = deps
  const [video] = await videos.findMany([videoId])
  if (!video) return refuse(videosRefusals.video_not_found)
  const [[owner], [card], rulings] = await Promise.all([
    identity.findMany([video.ownerId]),
    videos.cards(isPublished(video) ? [video] : []),
    videos.ageRulings(videoId, undefined, lastRulings),
  ])
  const { id, caption, visibility, state, ageMarks } = video
  return {
    clip: {
      ...{ id, caption, visibility, state, ageMarks },
      handle: owner?.handle ?? null,
      posterUrl: card?.posterUrl ?? null,
    },
    rulings: await describeRulings(deps, rulings),
  }
}

/** @throws Refusal video_not_found, age_not_marked */
export async function judgeAge(
  deps: AgesDeps,
  operatorId: string,
  videoId: string,
  decision: AgeDecision,
): Promise<Judged> {
  await deps.videos.ruleAge(operatorId, videoId, decision)
  return readAge(deps, videoId)
}

/** Asks each module once a list. */
async function describeRulings(
  { identity, videos }: AgesDeps,
  rulings: readonly AgeRuling[],
): Promise<Rulings['rulings']> {
  const clips = await videos.findMany([...new Set(rulings.map(({ videoId }) => videoId))])
  const clipOf = new Map<string, (typeof clips)[number]>(clips.map((clip) => [clip.id, clip]))
  const people = [...rulings.map(({ operatorId }) => operatorId), ...clips.map(({ ownerId }) => ownerId)]
  const accounts = await identity.findMany([...new Set(people)])
  const handles = new Map<string, string>(accounts.map(({ id, handle }) => [id, handle]))
  return rulings.map(({ operatorId, ruledAt, ...ruling }) => {
    const clip = clipOf.get(ruling.videoId)
    return {
      ...ruling,
      clip: clip ? { caption: clip.caption, handle: handles.get(clip.ownerId) ?? null } : null,
      operator: handles.get(operatorId) ?? null,
      ruledAt: ruledAt.toISOString(),
    }
  })
}
