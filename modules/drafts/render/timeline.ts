/** When what is shown, in pictures and in samples. The browser follows the same rules (web/src/editor/project). */
import type { Project, Shot } from '../project.ts'

/** How long a shot takes in the clip, exactly: at speed 3 that is no whole millisecond. */
export const shotMs = (shot: Shot): number => (shot.toMs - shot.fromMs) / shot.speed

/** Of the clip: the sum of its shots, whatever lies over them. */
export const durationMs = (project: Project): number =>
  Math.round(project.shots.reduce((sum, shot) => sum + shotMs(shot), 0))

export interface Span {
  readonly shot: Shot
  readonly startMs: number
  readonly endMs: number
  /** Pictures of the clip; none when it is shorter than one. */
  readonly frames: number
}

/** The shots one after the other. Picture n is shown from n / frameRate on, and belongs to the shot that runs then, so the
 *  pictures of all shots are those of the clip: none is lost or added by rounding, however many shots there are. */
export function spansOf(project: Project): Span[] {
  const frameAt = (ms: number): number => Math.round((ms * project.frameRate) / 1000)
  let at = 0
  return project.shots.map((shot) => {
    const startMs = at
    at += shotMs(shot)
    return { shot, startMs, endMs: at, frames: frameAt(at) - frameAt(startMs) }
  })
}

export const frameCount = (project: Project): number =>
  spansOf(project).reduce((sum, span) => sum + span.frames, 0)

/** What the clip's cover, or any moment of it, shows. After the end the last moment. */
export function placeAt(project: Project, ms: number): { shot: Shot; partMs: number } | undefined {
  const spans = spansOf(project)
  const span = spans.find((one) => ms < one.endMs) ?? spans.at(-1)
  if (!span) return undefined
  const within = Math.min(Math.max(0, ms - span.startMs), span.endMs - span.startMs)
  return { shot: span.shot, partMs: Math.round(span.shot.fromMs + within * span.shot.speed) }
}
