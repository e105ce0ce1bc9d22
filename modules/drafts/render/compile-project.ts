/** A project becomes one ffmpeg command. Pure: it opens nothing and decides nothing about people. */
import { assert } from '../../../platform/errors.ts'
import type { Layer, Project } from '../project.ts'
import { comingIn, laidOver } from './draw-layers.ts'
import { type Box, layoutOf, outputSize } from './layout.ts'
import { heardOf, placedSound, sampleRate } from './mix-sound.ts'
import { type PlannedInput, planInputs } from './plan-inputs.ts'
import { held, inTime, intoBox, plainLook, type SeenVideo } from './show-shot.ts'
import { durationMs, frameCount, spansOf } from './timeline.ts'

/** What was found in one opened file, and the arguments that open it. */
export interface Source {
  readonly args: readonly string[]
  readonly video: (SeenVideo & { readonly index: number }) | undefined
  readonly audioIndex: number | undefined
  readonly isMono: boolean
}

/** @param sources of {@link planInputs}, in that order
 *  @returns inputs, graph, maps and encoding, without the output; undefined when a shot's file has no picture */
export function compileProject(project: Project, sources: readonly Source[]): string[] | undefined {
  const planned = planInputs(project)
  assert(planned.length === sources.length, 'each planned input was opened')
  const at = (use: PlannedInput['use'], id: string): number =>
    planned.findIndex((one) => one.use === use && one.id === id)
  const picture = pictureGraph(project, sources, planned, at)
  if (!picture) return undefined
  const sound = soundGraph(project, sources, at)
  return [
    ...sources.flatMap((source) => source.args),
    ...['-filter_complex', [...picture, ...sound].join(';'), '-map', '[picture]'],
    ...(sound.length > 0 ? ['-map', '[sound]', '-c:a', 'aac', '-b:a', '160k'] : []),
    ...encoding(project),
  ]
}

type Find = (use: PlannedInput['use'], id: string) => number

function pictureGraph(
  project: Project,
  sources: readonly Source[],
  planned: readonly PlannedInput[],
  at: Find,
): string[] | undefined {
  const { background, frameRate, frame } = project
  const size = outputSize(project)
  const layout = layoutOf(frame, size)
  const graph: string[] = []

  const shown = spansOf(project).filter((span) => span.frames > 0)
  for (const [n, { shot, frames }] of shown.entries()) {
    const input = at('shot', shot.id)
    const video = sources[input]?.video
    if (!video) return undefined
    const time = planned[input]?.picture ? held(frameRate, frames) : inTime(shot.speed, frameRate, frames)
    graph.push(
      `[${input}:${video.index}]${chain(time, intoBox(video, shot, layout.own, background))}[shot${n}]`,
    )
  }
  if (shown.length === 0) return undefined
  graph.push(`${shown.map((_, n) => `[shot${n}]`).join('')}concat=n=${shown.length}:v=1:a=0[own]`)

  let top = '[own]'
  if (layout.other) {
    const input = at('other', 'other')
    const video = sources[input]?.video
    if (!video) return undefined
    const time = inTime(1, frameRate, frameCount(project))
    graph.push(
      `[${input}:${video.index}]${chain(time, intoBox(video, plainLook, layout.other, background))}[other]`,
    )
    const own = { name: '[own]', box: layout.own }
    const other = { name: '[other]', box: layout.other }
    const [under, over] = layout.top === 'own' ? [other, own] : [own, other]
    const whole = under.box.width === size.width && under.box.height === size.height
    const base = whole ? under.name : '[back]'
    if (!whole) {
      const colour = `color=c=0x${background.slice(1)}:s=${size.width}x${size.height}:r=${frameRate}`
      graph.push(
        `${colour},trim=end_frame=${frameCount(project)},format=yuv420p[paint]`,
        `[paint]${under.name}${put(under.box)}[back]`,
      )
    }
    graph.push(`${base}${over.name}${put(over.box)}[framed]`)
    top = '[framed]'
  }

  const drawn = project.layers.filter((layer) => layer.raster !== null && layer.endMs > layer.startMs)
  for (const [n, layer] of drawn.entries()) {
    graph.push(`[${at('layer', layer.id)}:0]${comingIn(layer, frameRate, size).join(',')}[layer${n}]`)
    graph.push(`${top}[layer${n}]${laidOver(layer, size)}[over${n}]`)
    top = `[over${n}]`
  }
  graph.push(`${top}format=yuv420p,setsar=1[picture]`)
  return graph
}

const chain = (...steps: readonly string[][]): string => steps.flat().join(',')
const put = (box: Box): string => `overlay=x=${box.x}:y=${box.y}:eof_action=repeat`

/** @returns nothing when there is nothing to hear */
function soundGraph(project: Project, sources: readonly Source[], at: Find): string[] {
  const graph: string[] = []
  for (const one of heardOf(project)) {
    const input = at(one.use, one.id)
    const source = sources[input]
    if (source?.audioIndex === undefined) continue
    const placed = placedSound(one, source.isMono).join(',')
    graph.push(`[${input}:${source.audioIndex}]${placed}[heard${graph.length}]`)
  }
  if (graph.length === 0) return []
  const names = graph.map((_, n) => `[heard${n}]`).join('')
  const seconds = (durationMs(project) / 1000).toFixed(6)
  return [
    ...graph,
    `anullsrc=r=${sampleRate}:cl=stereo,atrim=end=${seconds}[silence]`,
    // As loud as given; what is too loud together is held down instead of cut off.
    `[silence]${names}amix=inputs=${graph.length + 1}:duration=first:normalize=0,` +
      'alimiter=level=disabled:limit=0.95[sound]',
  ]
}

/** What is published by stream copy: see docs/media.md. Finer than a rung, because rungs are made from it. */
function encoding({ frameRate }: Project): string[] {
  const group = String(frameRate * 2)
  return [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-pix_fmt', 'yuv420p', '-crf', '20'],
    ...['-maxrate', '10M', '-bufsize', '20M', '-g', group, '-keyint_min', group, '-sc_threshold', '0'],
    ...['-r', String(frameRate), '-fps_mode', 'cfr', '-color_range', 'tv', '-colorspace', 'bt709'],
    ...['-color_primaries', 'bt709', '-color_trc', 'bt709'],
  ]
}

/** Seconds of one processor at a guess: what is decoded, scaled, laid over and encoded, measured against 1080×1920 at 30
 *  pictures a second, which takes about twice its own length. */
export function weightOf(project: Project): number {
  const { width, height } = outputSize(project)
  const seconds = durationMs(project) / 1000
  const size = (width * height * project.frameRate) / (1080 * 1920 * 30)
  const covered = (layer: Layer): number => Math.max(0, layer.endMs - layer.startMs) / 1000
  const layers = project.layers.reduce((sum, layer) => sum + covered(layer), 0)
  const decoded = project.shots.reduce((sum, shot) => sum + (shot.toMs - shot.fromMs) / 1000, 0)
  return Math.ceil(5 + seconds * 2 * size + layers * 0.5 * size + decoded)
}
