/** Whether a project can be finished in this browser, and if not, why. */
import type { HereReason } from '../face.ts'
import { usedParts } from '../project/check-project.ts'
import type { Project } from '../project/project.ts'
import { durationMs } from '../project/timeline.ts'
import { canCopy } from './copy-clip.ts'
import { chooseSound, chooseVideo, type SoundChoice } from './encoding.ts'
import type { PartShelf } from './shows.ts'
import { SoundMixer } from './sound-mixer.ts'

export interface Able {
  readonly reason?: HereReason
  readonly isCopy: boolean
  /** What the sound will be; undefined when there is none or it is copied. */
  readonly sound?: SoundChoice
}

/** `longestMs`: what the server takes. */
export async function ableTo(project: Project, shelf: PartShelf, longestMs: number): Promise<Able> {
  const no = (reason: HereReason): Able => ({ reason, isCopy: false })
  if (project.shots.length === 0) return no('empty')
  if (durationMs(project) > longestMs) return no('too-long')
  for (const id of usedParts(project)) {
    const part = await shelf.get(id)
    if (!part) return no((await shelf.isThere(id)) ? 'no-decoder' : 'missing-part')
    if (!part.isMade) return no(typeof VideoDecoder === 'undefined' ? 'no-webcodecs' : 'no-decoder')
  }
  const [only] = project.shots
  const part = only && (await shelf.get(only.part))
  if (part && (await canCopy(project, part).catch(() => false))) return { isCopy: true }
  if (typeof VideoEncoder === 'undefined' || typeof VideoDecoder === 'undefined') return no('no-webcodecs')
  if (!(await chooseVideo(project.width, project.height, project.frameRate))) return no('no-h264')
  const isSilent = await new SoundMixer(shelf).isSilent(project)
  return { isCopy: false, ...(isSilent ? {} : { sound: await chooseSound() }) }
}
