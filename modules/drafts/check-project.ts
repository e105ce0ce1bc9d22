/** What a schema can not say of a project: that its pieces fit together. Pure. */
import type { Part, Project } from './project.ts'

/** In the order in which they are looked for; the words are in contract.ts. */
export type Fault =
  | 'size'
  | 'same_id'
  | 'shot_part'
  | 'shot_time'
  | 'shot_crop'
  | 'layer_time'
  | 'layer_part'
  | 'track_part'
  | 'track_time'
  | 'frame_part'
  | 'part_source'

/** Browsers measure a file's length a little differently than it says. */
const slackMs = 500

/** @returns undefined when it can be kept. Parts may still be on a device alone: that is asked when a clip is made. */
export function faultOf(project: Project): Fault | undefined {
  const parts = new Map(project.parts.map((part) => [part.id, part]))
  if (project.width % 2 !== 0 || project.height % 2 !== 0) return 'size'
  for (const list of [project.parts, project.shots, project.layers, project.tracks])
    if (new Set(list.map((one) => one.id)).size !== list.length) return 'same_id'
  if (project.parts.some(hasTwoSources)) return 'part_source'
  return faultOfShots(project, parts) ?? faultOfOverlays(project, parts)
}

const hasTwoSources = (part: Part): boolean => part.uploadId !== null && part.videoId !== null

function faultOfShots(project: Project, parts: ReadonlyMap<string, Part>): Fault | undefined {
  for (const { part: id, fromMs, toMs, crop } of project.shots) {
    const part = parts.get(id)
    if (!part || part.kind === 'sound') return 'shot_part'
    const isTooLong = part.kind === 'video' && toMs > part.durationMs + slackMs
    if (toMs <= fromMs || isTooLong) return 'shot_time'
    if (crop && (crop.x + crop.width > 1.000001 || crop.y + crop.height > 1.000001)) return 'shot_crop'
  }
  return undefined
}

function faultOfOverlays(project: Project, parts: ReadonlyMap<string, Part>): Fault | undefined {
  for (const { startMs, endMs, raster } of project.layers) {
    if (endMs <= startMs) return 'layer_time'
    if (raster !== null && parts.get(raster)?.kind !== 'picture') return 'layer_part'
  }
  for (const { part: id, fromMs, toMs } of project.tracks) {
    const part = parts.get(id)
    if (!part || part.kind === 'picture') return 'track_part'
    if (toMs <= fromMs || toMs > part.durationMs + slackMs) return 'track_time'
  }
  const { frame } = project
  if (frame.kind !== 'full' && parts.get(frame.other)?.kind !== 'video') return 'frame_part'
  return undefined
}
