/** How material comes into a project: which changes put it there. Pure. */
import type { Change } from './changes.ts'
import { even, usableMs } from './clamp.ts'
import { type Credit, type Part, type Project, shotOf, STITCH_MS } from './project.ts'
import { durationMs } from './timeline.ts'

/** What else is known of a file when it comes in. */
export interface Material {
  readonly part: Part
  readonly frameRate?: number
}

const NINE_SIXTEEN = 9 / 16

/** Videos and pictures one after the other at the end, or from index `at` on; sounds from the playhead. */
export function additions(
  project: Project,
  materials: readonly Material[],
  how: { atMs: number; at?: number; asParts?: boolean; newId: () => string },
): Change[] {
  const changes: Change[] = materials.map(({ part }) => ({ do: 'part-add', part }))
  if (how.asParts) return changes
  const seen = materials.filter(({ part }) => part.kind !== 'sound')
  if (project.shots.length === 0) changes.push(...shapeAfter(project, seen))
  seen.forEach(({ part }, index) => {
    const shot = { ...shotOf(part, how.newId()), fit: fitOf(project, part) }
    changes.push({ do: 'shot-add', shot, ...(how.at === undefined ? {} : { at: how.at + index }) })
  })
  for (const { part } of materials)
    if (part.kind === 'sound') changes.push(soundAt(project, part, how.newId(), how.atMs, { kind: 'sound' }))
  return changes
}

/** A clip that was made upright and small stays as small: nothing is gained by making it larger. */
function shapeAfter(project: Project, seen: readonly Material[]): Change[] {
  const first = seen.find(({ part }) => part.kind === 'video')
  if (!first) return []
  const { width, height } = first.part
  const changes: Change[] = []
  const isUpright = Math.abs(width / height / NINE_SIXTEEN - 1) < 0.01
  const isUsual = Math.abs(project.width / project.height / NINE_SIXTEEN - 1) < 0.01
  if (isUpright && isUsual && width >= 360 && width < project.width)
    changes.push({ do: 'canvas', width: even(width), height: even(height) })
  const rate = first.frameRate
  // More than 30 a second doubles the work on a phone for what few see; some cameras make a few less.
  if (rate !== undefined && rate >= 15)
    changes.push({ do: 'frame-rate', frameRate: Math.min(30, Math.round(rate)) })
  return changes
}

/** What is of nearly the frame's shape fills it; wide pictures are shown whole. */
const fitOf = (project: Project, part: Part): 'fill' | 'fit' =>
  part.height > 0 && part.width / part.height > (project.width / project.height) * 1.35 ? 'fit' : 'fill'

/** From there on, as long as the clip lasts; all of it while there is no clip yet. */
export function soundAt(
  project: Project,
  part: Part,
  id: string,
  startMs: number,
  of: { kind: 'sound' | 'voice'; soundId?: string; fromMs?: number },
): Change {
  const from = Math.min(of.fromMs ?? 0, Math.max(0, usableMs(part) - 100))
  const left = durationMs(project) - startMs
  const toMs = of.kind === 'voice' || left <= 0 ? usableMs(part) : Math.min(usableMs(part), from + left)
  return {
    do: 'track-add',
    track: {
      id,
      kind: of.kind,
      part: part.id,
      soundId: of.soundId ?? null,
      startMs: Math.round(startMs),
      fromMs: Math.round(from),
      toMs: Math.round(toMs),
      volume: 1,
    },
  }
}

/** Another's clip. Its beginning is what a stitch takes, unless another stretch is given. */
export function clipAdditions(
  part: Part,
  credit: Credit,
  newShot: string,
  stretch?: { fromMs: number; toMs: number },
): Change[] {
  const added: Change[] = [
    { do: 'part-add', part },
    { do: 'credit', credit },
  ]
  if (credit.kind === 'duet')
    return [...added, { do: 'frame', frame: { kind: 'side', other: part.id, otherVolume: 1, own: 'left' } }]
  if (credit.kind === 'remix')
    return [...added, { do: 'shot-add', shot: shotOf(part, newShot, stretch), at: 0 }]
  const from = stretch?.fromMs ?? 0
  const toMs = Math.min(stretch?.toMs ?? STITCH_MS, from + STITCH_MS, part.durationMs)
  return [...added, { do: 'shot-add', shot: shotOf(part, newShot, { fromMs: from, toMs }), at: 0 }]
}
