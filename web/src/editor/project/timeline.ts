/** When what is shown. Milliseconds of the clip are exact inside (a shot at speed 3 has a fraction); the clip as a whole
 *  is rounded once. */
import type { Project, Shot } from './project.ts'

/** How long a shot takes in the clip. */
export const shotMs = (shot: Shot): number => (shot.toMs - shot.fromMs) / shot.speed

export interface Span {
  readonly shot: Shot
  readonly index: number
  readonly startMs: number
  readonly endMs: number
}

/** The shots in their order, each beginning where the one before ends. */
export function spansOf(project: Project): Span[] {
  let at = 0
  return project.shots.map((shot, index) => {
    const startMs = at
    at += shotMs(shot)
    return { shot, index, startMs, endMs: at }
  })
}

export const exactDurationMs = (project: Project): number =>
  project.shots.reduce((sum, shot) => sum + shotMs(shot), 0)
/** Of the clip: the sum of its shots, whatever lies over them. */
export const durationMs = (project: Project): number => Math.round(exactDurationMs(project))

export interface Place extends Span {
  /** The moment in the shot's part. */
  readonly partMs: number
}

/** What the main track shows at a moment of the clip. Before the beginning it is the first shot's first moment, after
 *  the end the last shot's last; undefined only without shots. */
export function placeAt(project: Project, ms: number): Place | undefined {
  const spans = spansOf(project)
  const span = spans.find((one) => ms < one.endMs) ?? spans.at(-1)
  if (!span) return undefined
  const within = Math.min(Math.max(0, ms - span.startMs), span.endMs - span.startMs)
  return { ...span, partMs: Math.min(span.shot.fromMs + within * span.shot.speed, span.shot.toMs) }
}

/** Where a moment of a shot's part is in the clip; undefined when it was trimmed away. */
export function clipMsOf(project: Project, shotId: string, partMs: number): number | undefined {
  const span = spansOf(project).find(({ shot }) => shot.id === shotId)
  if (!span || partMs < span.shot.fromMs || partMs > span.shot.toMs) return undefined
  return span.startMs + (partMs - span.shot.fromMs) / span.shot.speed
}

export interface Mark {
  readonly ms: number
  readonly of: 'shot' | 'layer' | 'track' | 'clip'
  readonly id?: string
}

/** Moments that something dragged may snap to. `except`: the thing that is being dragged. */
export function marksOf(project: Project, except?: string): Mark[] {
  const marks: Mark[] = [
    { ms: 0, of: 'clip' },
    { ms: durationMs(project), of: 'clip' },
  ]
  for (const { shot, startMs, endMs } of spansOf(project))
    if (shot.id !== except)
      marks.push({ ms: startMs, of: 'shot', id: shot.id }, { ms: endMs, of: 'shot', id: shot.id })
  for (const { id, startMs, endMs } of project.layers)
    if (id !== except) marks.push({ ms: startMs, of: 'layer', id }, { ms: endMs, of: 'layer', id })
  for (const { id, startMs, fromMs, toMs } of project.tracks)
    if (id !== except)
      marks.push({ ms: startMs, of: 'track', id }, { ms: startMs + toMs - fromMs, of: 'track', id })
  return marks
}

/** The nearest mark within `withinMs`, or the moment itself. */
export function snap(ms: number, marks: readonly Mark[], withinMs: number): { ms: number; mark?: Mark } {
  let best: Mark | undefined
  for (const mark of marks) {
    const far = Math.abs(mark.ms - ms)
    if (far <= withinMs && (!best || far < Math.abs(best.ms - ms))) best = mark
  }
  return best ? { ms: best.ms, mark: best } : { ms }
}

/** Pictures of the export: as many as fit, at least one. Picture `n` is shown from `n / frameRate` seconds on. */
export const frameCount = (project: Project): number =>
  Math.max(
    project.shots.length > 0 ? 1 : 0,
    Math.round((exactDurationMs(project) * project.frameRate) / 1000),
  )
export const frameMs = (project: Project, frame: number): number => (frame * 1000) / project.frameRate
