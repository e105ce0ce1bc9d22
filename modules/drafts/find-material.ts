/** Where the files of a project are on the stage, and whether they may be used. Asked when a clip is asked for, and once
 *  more when it is made. */
import { refuse } from '../../platform/errors.ts'
import type { Media } from '../media/index.ts'
import type { Sounds } from '../sounds/index.ts'
import { type CreditKind, mayBeUsed, type Videos } from '../videos/index.ts'
import { draftsRefusals } from './contract.ts'
import type { Part, Project } from './project.ts'
import { planInputs } from './render/plan-inputs.ts'

export interface MaterialDeps {
  readonly media: Pick<Media, 'findUpload' | 'assetState'>
  readonly videos: Pick<Videos, 'findMany' | 'maySee' | 'seenBy'>
  readonly sounds: Pick<Sounds, 'findMany' | 'mayUse'>
}

/** A stitch begins with at most so much of the other clip. */
const stitchMs = 5000

/** @returns the asset of each part that is used, by the part's id
 *  @throws Refusal render_part_missing, render_not_allowed */
export async function findMaterial(
  deps: MaterialDeps,
  ownerId: string,
  project: Project,
): Promise<Map<string, string>> {
  const used = new Set(planInputs(project).map((input) => input.part))
  const found = new Map<string, string>()
  for (const part of project.parts) {
    if (!used.has(part.id)) continue
    const assetId = await assetOf(deps, ownerId, project, part)
    if (assetId === undefined) return refuse(draftsRefusals.render_part_missing, { name: part.name })
    found.set(part.id, assetId)
  }
  return found
}

async function assetOf(
  deps: MaterialDeps,
  ownerId: string,
  project: Project,
  part: Part,
): Promise<string | undefined> {
  if (part.videoId !== null) return assetOfClip(deps, ownerId, project, part, part.videoId)
  const soundId = project.tracks.find((track) => track.part === part.id && track.soundId !== null)?.soundId
  if (soundId) {
    const [sound] = await deps.sounds.findMany([soundId])
    if (!sound?.assetId || !(await deps.sounds.mayUse(soundId, ownerId)))
      return refuse(draftsRefusals.render_not_allowed)
    return sound.assetId
  }
  if (part.uploadId === null) return undefined
  const upload = await deps.media.findUpload(part.uploadId)
  return upload?.ownerId === ownerId && upload.state === 'received' ? upload.assetId : undefined
}

async function assetOfClip(
  deps: MaterialDeps,
  ownerId: string,
  project: Project,
  part: Part,
  videoId: string,
): Promise<string> {
  const [video] = await deps.videos.findMany([videoId])
  const uses = usesOf(project, part.id, videoId)
  const mine = video?.ownerId === ownerId && video.state === 'published'
  const mayUse = video && (mine || uses.every((use) => mayBeUsed(video, use)))
  if (!mayUse || !(await deps.videos.maySee(video, ownerId))) return refuse(draftsRefusals.render_not_allowed)
  return video.assetId
}

/** As what a clip is used: beside one's own it is a duet; the first seconds of what is credited as a stitch are one; else
 *  it is a remix. */
export function usesOf(project: Project, partId: string, videoId: string): CreditKind[] {
  const uses = new Set<CreditKind>()
  if (project.frame.kind !== 'full' && project.frame.other === partId) uses.add('duet')
  const shots = project.shots.filter((shot) => shot.part === partId)
  const takenMs = shots.reduce((sum, shot) => sum + shot.toMs - shot.fromMs, 0)
  const isTrack = project.tracks.some((track) => track.part === partId)
  const credit = project.credit?.videoId === videoId ? project.credit.kind : undefined
  if (isTrack) uses.add('remix')
  if (shots.length > 0) uses.add(credit === 'stitch' && takenMs <= stitchMs ? 'stitch' : 'remix')
  return [...uses]
}
