/** What is wrong with a project, in the words of a log: the contract's shape, and what a shape can not say. A project
 *  that came from elsewhere is looked at before it is opened. Empty: all is well. */
import { isColour } from './clamp.ts'
import { LIMITS, type Project } from './project.ts'

const inside = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && value >= least && value <= most
const isMs = (value: unknown): boolean => Number.isInteger(value) && inside(value, 0, 3_600_000)

export function faultsOf(project: Project): string[] {
  const faults: string[] = []
  const hold = (isRight: boolean, says: string): void => {
    if (!isRight) faults.push(says)
  }
  const { parts, shots, layers, tracks, frame } = project
  hold(project.version === 1, 'version')
  for (const side of [project.width, project.height])
    hold(Number.isInteger(side) && side % 2 === 0 && inside(side, 144, 1920), `side ${side}`)
  hold(Number.isInteger(project.frameRate) && inside(project.frameRate, 15, 60), 'frame rate')
  hold(isColour(project.background), 'background')
  hold(inside(project.shotsVolume, 0, 2), 'volume of the shots')
  hold(isMs(project.coverMs), 'cover')
  for (const [name, list] of Object.entries({ parts, shots, layers, tracks })) {
    const most = { parts: LIMITS.parts, shots: LIMITS.shots, layers: LIMITS.layers, tracks: LIMITS.tracks }
    hold(list.length <= (most[name as keyof typeof most] ?? 0), `too many ${name}`)
    hold(new Set(list.map(({ id }) => id)).size === list.length, `${name} with the same id`)
    for (const { id } of list) hold(id.length >= 1 && id.length <= 40, `id of ${name}`)
  }
  const kinds = new Map(parts.map((part) => [part.id, part]))
  for (const shot of shots) {
    const part = kinds.get(shot.part)
    hold(part !== undefined && part.kind !== 'sound', `shot ${shot.id} has no picture`)
    hold(isMs(shot.fromMs) && isMs(shot.toMs) && shot.fromMs < shot.toMs, `shot ${shot.id} has no length`)
    if (part?.kind === 'video') hold(shot.toMs <= part.durationMs, `shot ${shot.id} is longer than its part`)
    hold(inside(shot.speed, 0.25, 4) && inside(shot.volume, 0, 2), `speed or volume of shot ${shot.id}`)
    const crop = shot.crop
    if (crop)
      hold(
        inside(crop.x, 0, 1) &&
          inside(crop.y, 0, 1) &&
          inside(crop.width, 0.05, 1) &&
          inside(crop.height, 0.05, 1) &&
          crop.x + crop.width <= 1.000001 &&
          crop.y + crop.height <= 1.000001,
        `crop of shot ${shot.id}`,
      )
    hold(!shot.filter || shot.filter.matrix.length === 12, `filter of shot ${shot.id}`)
  }
  for (const layer of layers) {
    hold(
      isMs(layer.startMs) && isMs(layer.endMs) && layer.startMs < layer.endMs,
      `layer ${layer.id} has no time`,
    )
    hold(inside(layer.x, -0.5, 1.5) && inside(layer.y, -0.5, 1.5), `place of layer ${layer.id}`)
    hold(inside(layer.scale, 0.1, 8) && inside(layer.turn, -360, 360), `size of layer ${layer.id}`)
  }
  for (const track of tracks) {
    const part = kinds.get(track.part)
    hold(part !== undefined && part.kind !== 'picture', `track ${track.id} has no sound`)
    hold(
      isMs(track.fromMs) && isMs(track.toMs) && track.fromMs < track.toMs,
      `track ${track.id} has no length`,
    )
    hold(isMs(track.startMs) && inside(track.volume, 0, 2), `time or volume of track ${track.id}`)
  }
  if (frame.kind !== 'full') hold(kinds.get(frame.other)?.kind === 'video', 'the frame has no other clip')
  return faults
}

/** Parts that are used by something; the rest are left over from what was taken out. */
export function usedParts(project: Project): Set<string> {
  const used = new Set<string>()
  for (const { part } of [...project.shots, ...project.tracks]) used.add(part)
  if (project.frame.kind !== 'full') used.add(project.frame.other)
  return used
}

/** Without what nothing uses, and without pictures of layers, which are made anew for each rendering. */
export function trimmed(project: Project): Project {
  const used = usedParts(project)
  return {
    ...project,
    parts: project.parts.filter(({ id }) => used.has(id)),
    layers: project.layers.map((layer) => (layer.raster === null ? layer : { ...layer, raster: null })),
  }
}
