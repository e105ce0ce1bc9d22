/** What is heard when: the project's sound as a list of stretches. Pure. */
import type { Project } from '../project/project.ts'
import { durationMs, spansOf } from '../project/timeline.ts'

export interface Heard {
  readonly part: string
  /** In the clip. */
  readonly startMs: number
  readonly endMs: number
  /** In the part: heard from here, `speed` times as fast. */
  readonly fromMs: number
  readonly speed: number
  readonly gain: number
  /** Cut hard on that side, and not going on in the next shot: a click unless it is faded for an instant. */
  readonly isCutIn: boolean
  readonly isCutOut: boolean
}

export function heardOf(project: Project): Heard[] {
  const endMs = durationMs(project)
  const kinds = new Map(project.parts.map((part) => [part.id, part]))
  const spans = spansOf(project)
  const heard: Heard[] = []
  spans.forEach(({ shot, startMs, endMs: shotEnd }, index) => {
    const gain = shot.volume * project.shotsVolume
    if (kinds.get(shot.part)?.kind !== 'video' || gain === 0) return
    const before = spans[index - 1]?.shot
    const after = spans[index + 1]?.shot
    heard.push({
      part: shot.part,
      startMs,
      endMs: shotEnd,
      fromMs: shot.fromMs,
      speed: shot.speed,
      gain,
      isCutIn: !(before?.part === shot.part && before.toMs === shot.fromMs && before.speed === shot.speed),
      isCutOut: !(after?.part === shot.part && after.fromMs === shot.toMs && after.speed === shot.speed),
    })
  })
  for (const track of project.tracks) {
    const end = Math.min(endMs, track.startMs + track.toMs - track.fromMs)
    if (track.volume === 0 || end <= track.startMs) continue
    const { part, startMs, fromMs, volume } = track
    heard.push({ part, startMs, endMs: end, fromMs, speed: 1, gain: volume, isCutIn: true, isCutOut: true })
  }
  const { frame } = project
  if (frame.kind !== 'full' && frame.otherVolume > 0) {
    const end = Math.min(endMs, kinds.get(frame.other)?.durationMs ?? 0)
    if (end > 0)
      heard.push({
        part: frame.other,
        startMs: 0,
        endMs: end,
        fromMs: 0,
        speed: 1,
        gain: frame.otherVolume,
        isCutIn: false,
        isCutOut: true,
      })
  }
  return heard
}
