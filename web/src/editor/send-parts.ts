/** Brings what a draft needs to the stage: its files, and for rendering a picture of each layer. */
import { tray, type TrayItem } from '#upload/tray.svelte.ts'
import { EditorFault } from './face.ts'
import type { Layer, Part, Project } from './project/project.ts'
import { newId } from './project/project.ts'
import { usedParts } from './project/check-project.ts'

export interface Files {
  fileOf: (partId: string) => Promise<Blob | undefined>
}

/** Files that are only on this device. Clips and sounds of the stage are there already. */
export function unsentParts(project: Project): Part[] {
  const used = usedParts(project)
  const ofLibrary = new Set(project.tracks.flatMap(({ part, soundId }) => (soundId === null ? [] : [part])))
  return project.parts.filter(
    ({ id, uploadId, videoId }) =>
      used.has(id) && uploadId === null && videoId === null && !ofLibrary.has(id),
  )
}

export async function sendParts(
  draftId: string,
  project: Project,
  files: Files,
  how: {
    signal: AbortSignal
    onprogress: (share: number) => void
    onsent: (partId: string, uploadId: string) => void
  },
): Promise<void> {
  const parts = unsentParts(project)
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0)
  const sent = new Map<string, number>()
  const tell = (partId: string, bytes: number): void => {
    sent.set(partId, bytes)
    const all = [...sent.values()].reduce((sum, value) => sum + value, 0)
    how.onprogress(total === 0 ? 1 : Math.min(1, all / total))
  }
  await tray.ready()
  await Promise.all(
    parts.map(async (part) => {
      const file = await files.fileOf(part.id)
      if (!file) throw new EditorFault('missing')
      const item = tray.add(file, { purpose: 'part', name: part.name || 'part', draftId })
      how.onsent(part.id, await received(item, how.signal, (bytes) => tell(part.id, bytes)))
      tell(part.id, part.bytes)
    }),
  )
  how.onprogress(1)
}

const LOOK_MS = 400

/** The tray goes on by itself; here is only told when it can not. */
function received(item: TrayItem, signal: AbortSignal, onbytes: (bytes: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearInterval(timer)
      signal.removeEventListener('abort', stop)
    }
    const stop = (): void => {
      end()
      reject(signal.reason)
    }
    const timer = setInterval(() => {
      onbytes(item.sentBytes)
      const isStuck = item.phase === 'failed' || item.question === 'login' || item.question === 'file'
      if (!isStuck) return
      end()
      reject(item.error ?? new EditorFault(item.question === 'login' ? 'login' : 'missing'))
    }, LOOK_MS)
    signal.addEventListener('abort', stop)
    item.whenReceived.then(
      (uploadId) => {
        end()
        resolve(uploadId)
      },
      (error: unknown) => {
        end()
        reject(error instanceof Error ? error : new Error(String(error)))
      },
    )
  })
}

/** What a layer looks like, whenever it is shown. */
const looks = (layer: Layer, project: Project): string =>
  JSON.stringify([
    { ...layer, id: '', startMs: 0, endMs: 0, enter: '', raster: null },
    project.width,
    project.height,
  ])

/** Pictures of layers that were sent before, by how they look. */
export type SentLooks = Map<string, Part>

/** The project with a picture for each layer, on the stage. */
export async function withRasters(
  draftId: string,
  project: Project,
  sent: SentLooks,
  signal: AbortSignal,
): Promise<Project> {
  if (project.layers.length === 0) return project
  const { rasterOf } = await import('./media/rasters.ts')
  const rasters = new Map<string, Part>()
  const layers: Layer[] = []
  for (const layer of project.layers) {
    signal.throwIfAborted()
    const look = looks(layer, project)
    let part = sent.get(look)
    if (!part) {
      const picture = await rasterOf(layer, project)
      const item = tray.add(picture, { purpose: 'part', name: `${layer.kind}-${layer.id}.png`, draftId })
      const uploadId = await received(item, signal, () => undefined)
      part = {
        id: newId(),
        kind: 'picture',
        name: `${layer.kind}.png`,
        uploadId,
        sha256: null,
        bytes: picture.size,
        durationMs: 0,
        width: project.width,
        height: project.height,
        videoId: null,
      }
      sent.set(look, part)
    }
    rasters.set(part.id, part)
    layers.push({ ...layer, raster: part.id })
  }
  return { ...project, layers, parts: [...project.parts, ...rasters.values()] }
}
