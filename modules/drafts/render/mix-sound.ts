/** What is heard when, and the filters that make it. The browser follows the same rules (web/src/editor/media/heard.ts). */
import type { Project } from '../project.ts'
import { durationMs, spansOf } from './timeline.ts'

export const sampleRate = 48_000

export interface Heard {
  readonly use: 'shot' | 'other' | 'track'
  readonly id: string
  /** In the clip. */
  readonly startMs: number
  readonly endMs: number
  readonly speed: number
  readonly gain: number
  /** Cut hard on that side: a click unless it is faded for an instant. */
  readonly isCutIn: boolean
  readonly isCutOut: boolean
}

export function heardOf(project: Project): Heard[] {
  const total = durationMs(project)
  const parts = new Map(project.parts.map((part) => [part.id, part]))
  const spans = spansOf(project)
  const heard: Heard[] = []
  spans.forEach(({ shot, startMs, endMs }, at) => {
    const gain = shot.volume * project.shotsVolume
    if (parts.get(shot.part)?.kind !== 'video' || gain === 0) return
    const before = spans[at - 1]?.shot
    const after = spans[at + 1]?.shot
    const isCutIn = before?.part !== shot.part || before.toMs !== shot.fromMs || before.speed !== shot.speed
    const isCutOut = after?.part !== shot.part || after.fromMs !== shot.toMs || after.speed !== shot.speed
    heard.push({ use: 'shot', id: shot.id, startMs, endMs, speed: shot.speed, gain, isCutIn, isCutOut })
  })
  for (const { id, startMs, fromMs, toMs, volume } of project.tracks) {
    const endMs = Math.min(total, startMs + toMs - fromMs)
    if (volume > 0 && endMs > startMs)
      heard.push({ use: 'track', id, startMs, endMs, speed: 1, gain: volume, isCutIn: true, isCutOut: true })
  }
  const { frame } = project
  if (frame.kind !== 'full' && frame.otherVolume > 0) {
    const endMs = Math.min(total, parts.get(frame.other)?.durationMs ?? 0)
    const whole = { startMs: 0, endMs, speed: 1, gain: frame.otherVolume, isCutIn: false, isCutOut: true }
    if (endMs > 0) heard.push({ use: 'other', id: 'other', ...whole })
  }
  return heard
}

/** One stretch, from its file's stream to its place in the clip.
 *  @param isMono heard on both sides, each as loud as the file is, as browsers play it */
export function placedSound(one: Heard, isMono: boolean): string[] {
  const seconds = (one.endMs - one.startMs) / 1000
  const fade = Math.min(0.004, seconds / 2)
  return [
    // What lies before the opened moment goes, what is missing at it is silent.
    'atrim=start=0',
    `aresample=${sampleRate}:async=1:first_pts=0`,
    ...(isMono ? ['pan=stereo|c0=c0|c1=c0'] : []),
    `aformat=sample_fmts=fltp:channel_layouts=stereo`,
    ...tempo(one.speed),
    `apad=whole_dur=${seconds.toFixed(6)}`,
    `atrim=end=${seconds.toFixed(6)}`,
    'asetpts=N/SR/TB',
    `volume=${one.gain}`,
    ...(one.isCutIn ? [`afade=t=in:d=${fade.toFixed(6)}`] : []),
    ...(one.isCutOut ? [`afade=t=out:st=${(seconds - fade).toFixed(6)}:d=${fade.toFixed(6)}`] : []),
    `adelay=${Math.round((one.startMs * sampleRate) / 1000)}S:all=1`,
  ]
}

/** At the same pitch. One atempo takes 0.5 at least; above 2 it would leave out samples instead of blending them. */
export function tempo(speed: number): string[] {
  const steps: string[] = []
  let left = speed
  for (; left < 0.5; left /= 0.5) steps.push('atempo=0.5')
  for (; left > 2; left /= 2) steps.push('atempo=2')
  if (left !== 1) steps.push(`atempo=${left}`)
  return steps
}
