/** What a list of drafts says of a project. Pure. */
import { createHash } from 'node:crypto'
import type { Cover, Measured } from './draft.ts'
import type { Project } from './project.ts'
import { durationMs, placeAt } from './render/timeline.ts'

export function measureProject(title: string, project: Project): Measured {
  const text = JSON.stringify(project)
  const stored = project.parts.filter((part) => part.uploadId !== null)
  return {
    digest: createHash('sha256').update(`${title}\0${text}`).digest('hex'),
    projectBytes: Buffer.byteLength(text),
    partsBytes: stored.reduce((sum, part) => sum + part.bytes, 0),
    partUploads: [...new Set(stored.flatMap((part) => part.uploadId ?? []))],
    durationMs: durationMs(project),
    width: project.width,
    height: project.height,
    cover: coverOf(project),
  }
}

/** What the cover's moment shows; undefined while that file is on a device alone. */
function coverOf(project: Project): Cover | undefined {
  const place = placeAt(project, project.coverMs)
  const part = place && project.parts.find((one) => one.id === place.shot.part)
  if (!part || part.kind === 'sound') return undefined
  if (part.videoId !== null) return { kind: 'clip', id: part.videoId, atMs: place.partMs }
  if (part.uploadId === null) return undefined
  return { kind: part.kind, id: part.uploadId, atMs: part.kind === 'picture' ? 0 : place.partMs }
}
