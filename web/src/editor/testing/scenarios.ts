/** Clips that the tests make in a real browser. Each gives its file to the test by name and tells what it saw. */
import { ableTo } from '../media/capability.ts'
import { createColourer } from '../media/colour.ts'
import { exportProject } from '../media/export-project.ts'
import { openPart, type PartSource } from '../media/open-part.ts'
import { rasterOf } from '../media/rasters.ts'
import { PartShelf } from '../media/shows.ts'
import { startExport } from '../media/start-export.ts'
import { type Change, changed } from '../project/changes.ts'
import { filterOf } from '../project/filters.ts'
import { newProject, type Part, type Project, shotOf, textLayer } from '../project/project.ts'

type Kind = Part['kind']
interface Material {
  readonly part: Part
  readonly source: PartSource
}

async function material(id: string, file: string, type: string): Promise<Material> {
  const blob = new Blob([await (await fetch(`/files/${file}`)).arrayBuffer()], { type })
  const kind: Kind = type.startsWith('image') ? 'picture' : type.startsWith('audio') ? 'sound' : 'video'
  const open = await openPart(blob, kind)
  const part: Part = {
    id,
    kind,
    name: file,
    uploadId: null,
    sha256: null,
    bytes: blob.size,
    durationMs: open.durationMs,
    width: open.width,
    height: open.height,
    videoId: null,
  }
  open.close()
  return { part, source: blob }
}
const red = () => material('red', 'red.mp4', 'video/mp4')
const blue = () => material('blue', 'blue.webm', 'video/webm')
const green = () => material('green', 'green.png', 'image/png')
const song = () => material('song', 'song.wav', 'audio/wav')

const begin = (materials: readonly Material[], size = { width: 360, height: 640 }): Project =>
  materials.reduce((project, { part }) => changed(project, { do: 'part-add', part }), newProject(size))
const all = (project: Project, changes: readonly Change[]): Project => changes.reduce(changed, project)
const shot = (of: Material, id: string, fromMs: number, toMs: number): Change => ({
  do: 'shot-add',
  shot: shotOf(of.part, id, { fromMs, toMs }),
})
const order = (name: string, project: Project, materials: readonly Material[]) => ({
  project,
  name,
  parts: materials.map(({ part, source }) => ({ id: part.id, kind: part.kind, source })),
})
const sources = (materials: readonly Material[]) => ({
  sourceOf: async (id: string) => materials.find(({ part }) => part.id === id)?.source,
  kindOf: (id: string) => materials.find(({ part }) => part.id === id)?.part.kind,
})

async function give(name: string, file: Blob): Promise<void> {
  await fetch(`/made/${name}`, { method: 'POST', body: file })
}
async function make(name: string, project: Project, materials: readonly Material[]): Promise<unknown> {
  const progress: number[] = []
  const { result } = startExport(order(name, project, materials), (phase, share) => {
    if (phase === 'picture') progress.push(share)
  })
  const file = await result
  await give(name, file)
  return { type: file.type, bytes: file.size, steps: progress.length, last: progress.at(-1) }
}

/** Two clips and a picture, a text, a filter, a double speed, a song. */
async function story(name: string): Promise<unknown> {
  const [a, b, c, d] = await Promise.all([red(), blue(), green(), song()])
  const materials = [a, b, c, d]
  const project = all(begin(materials), [
    shot(a, 'first', 500, 2500),
    { do: 'shot-split', atMs: 1000, newId: 'second' },
    shot(b, 'third', 0, 1600),
    shot(c, 'fourth', 0, 1000),
    { do: 'shot-look', shot: 'third', look: { speed: 2 } },
    { do: 'shot-look', shot: 'second', look: { filter: filterOf('mono') } },
    {
      do: 'layer-add',
      layer: textLayer(
        'words',
        '██████',
        { startMs: 2800, endMs: 3300, y: 0.5 },
        { size: 0.08, back: 'none' },
      ),
    },
    {
      do: 'track-add',
      track: {
        id: 'music',
        kind: 'sound',
        part: 'song',
        soundId: null,
        startMs: 2800,
        fromMs: 0,
        toMs: 1000,
        volume: 1,
      },
    },
  ])
  return make(name, project, materials)
}

async function duet(name: string): Promise<unknown> {
  const materials = await Promise.all([red(), blue()])
  const [a] = materials
  const project = all(begin(materials), [
    shot(a, 'own', 0, 1500),
    { do: 'frame', frame: { kind: 'side', other: 'blue', otherVolume: 1, own: 'left' } },
  ])
  return make(name, project, materials)
}

async function inset(name: string): Promise<unknown> {
  const materials = await Promise.all([red(), blue()])
  const [a] = materials
  const project = all(begin(materials), [
    shot(a, 'own', 0, 1000),
    {
      do: 'frame',
      frame: { kind: 'inset', other: 'blue', otherVolume: 0, small: 'other', corner: 'top-right' },
    },
  ])
  return make(name, project, materials)
}

/** A picture of four colours, cropped to its right half, turned and mirrored. */
async function turned(name: string): Promise<unknown> {
  const quarters = await material('quarters', 'quarters.png', 'image/png')
  const project = all(begin([quarters], { width: 320, height: 320 }), [
    shot(quarters, 'one', 0, 500),
    shot(quarters, 'two', 0, 500),
    { do: 'shot-look', shot: 'one', look: { turn: 90 } },
    {
      do: 'shot-look',
      shot: 'two',
      look: { crop: { x: 0.5, y: 0, width: 0.5, height: 1 }, mirror: true, fit: 'fit' },
    },
  ])
  return make(name, project, [quarters])
}

async function sped(name: string): Promise<unknown> {
  const a = await red()
  const project = all(begin([a]), [
    shot(a, 'one', 0, 3000),
    { do: 'shot-look', shot: 'one', look: { speed: 2 } },
  ])
  return make(name, project, [a])
}

async function rotated(name: string): Promise<unknown> {
  const a = await material('rotated', 'rotated.mp4', 'video/mp4')
  const project = all(begin([a]), [
    shot(a, 'one', 0, 800),
    { do: 'shot-look', shot: 'one', look: { volume: 0.5 } },
  ])
  const made = await make(name, project, [a])
  return { made, width: a.part.width, height: a.part.height }
}

/** Untouched: copied, not encoded. */
async function copied(name: string): Promise<unknown> {
  const a = await red()
  const project = all(begin([a], { width: 720, height: 1280 }), [shot(a, 'one', 2000, 3000)])
  const able = await ableTo(project, new PartShelf(sources([a])), 60_000)
  return { able, made: await make(name, project, [a]) }
}

async function cancelled(name: string): Promise<unknown> {
  const a = await red()
  const project = all(begin([a], { width: 1080, height: 1920 }), [
    shot(a, 'one', 0, 3000),
    { do: 'shot-look', shot: 'one', look: { mirror: true } },
  ])
  const begun = Promise.withResolvers<void>()
  const running = startExport(order(name, project, [a]), (phase, share) => {
    if (phase === 'picture' && share > 0.05) begun.resolve()
  })
  await begun.promise
  running.cancel()
  return running.result.then(
    () => 'finished',
    (error: unknown) => (error instanceof Error ? error.name : 'unknown'),
  )
}

/** On the page itself, with colours by the processor: the way of browsers that have no better. */
async function plain(name: string): Promise<unknown> {
  const a = await red()
  const project = all(begin([a]), [
    shot(a, 'one', 0, 1000),
    { do: 'shot-look', shot: 'one', look: { filter: filterOf('mono') } },
  ])
  const file = await exportProject(project, sources([a]), {
    signal: new AbortController().signal,
    name,
    onprogress: () => undefined,
    avoid: { webgl: true },
  })
  await give(name, file)
  return file.size
}

async function refusals(): Promise<unknown> {
  const told: Record<string, string> = {}
  for (const [file, kind] of [
    ['broken.mp4', 'video'],
    ['words.mp4', 'video'],
    ['song.wav', 'video'],
    ['silent.mp4', 'sound'],
    ['broken.png', 'picture'],
  ] as const) {
    const blob = await (await fetch(`/files/${file}`)).blob()
    told[`${file} as ${kind}`] = await openPart(blob, kind).then(
      () => 'opened',
      (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
    )
  }
  const missing = await red()
  const project = all(begin([missing]), [shot(missing, 'one', 0, 900)])
  const able = async (of: Project, longestMs: number) =>
    (
      await ableTo(
        of,
        new PartShelf(sources(longestMs === 1 ? [] : [missing])),
        longestMs === 1 ? 60_000 : longestMs,
      )
    ).reason
  return {
    told,
    missing: await able(project, 1),
    long: await able(project, 500),
    empty: await able(begin([]), 9000),
  }
}

/** Both ways of colouring, on the same picture: the largest difference. */
async function colours(): Promise<unknown> {
  const canvas = new OffscreenCanvas(64, 64)
  const pen = canvas.getContext('2d')
  if (!pen) return undefined
  const pixels = pen.createImageData(64, 64)
  for (let i = 0; i < pixels.data.length; i += 4)
    pixels.data.set([(i * 7) % 256, (i * 13) % 256, (i * 29) % 256, 255], i)
  pen.putImageData(pixels, 0, 0)
  const read = (by?: 'processor') => {
    const colourer = createColourer(by)
    const out = new OffscreenCanvas(64, 64).getContext('2d')
    out?.drawImage(colourer.apply(canvas, filterOf('old').matrix), 0, 0)
    return { by: colourer.by, data: out?.getImageData(0, 0, 64, 64).data ?? new Uint8ClampedArray() }
  }
  const usual = read()
  const spare = read('processor')
  const most = usual.data.reduce(
    (worst, value, i) => Math.max(worst, Math.abs(value - (spare.data[i] ?? 0))),
    0,
  )
  return { by: usual.by, spare: spare.by, most }
}

async function raster(name: string): Promise<unknown> {
  const layer = textLayer('t', 'Senja\ndi pantai', { startMs: 0, endMs: 1000, y: 0.25 }, { back: 'box' })
  const file = await rasterOf(layer, { width: 360, height: 640 })
  await give(name, file)
  return file.type
}

export const scenarios = {
  story,
  duet,
  inset,
  turned,
  sped,
  rotated,
  copied,
  cancelled,
  plain,
  refusals,
  colours,
  raster,
}
