/** Which files are opened, each from where: a reader for each shot, track and layer, so that each begins where it is
 *  needed and nothing between two shots is decoded. */
import type { Project } from '../project.ts'

export interface PlannedInput {
  readonly use: 'shot' | 'other' | 'track' | 'layer'
  /** Of the shot, track or layer. */
  readonly id: string
  readonly part: string
  readonly picture: boolean
  readonly options: readonly string[]
}

/** From the last key picture on: what comes before the wanted moment is cut by the graph, which then knows the picture
 *  that is shown at that very moment, also where pictures are seconds apart. */
const from = (ms: number): string[] => ['-noaccurate_seek', '-ss', (ms / 1000).toFixed(3)]

/** @returns in the order in which compile-project.ts names them */
export function planInputs(project: Project): PlannedInput[] {
  const kinds = new Map(project.parts.map((part) => [part.id, part.kind]))
  const shots = project.shots.map(({ id, part, fromMs }): PlannedInput => {
    const picture = kinds.get(part) === 'picture'
    return { use: 'shot', id, part, picture, options: picture ? [] : from(fromMs) }
  })
  const { frame } = project
  const other: PlannedInput[] =
    frame.kind === 'full'
      ? []
      : [{ use: 'other', id: 'other', part: frame.other, picture: false, options: [] }]
  const tracks = project.tracks.map(
    ({ id, part, fromMs }): PlannedInput => ({
      use: 'track',
      id,
      part,
      picture: false,
      options: from(fromMs),
    }),
  )
  const layers = project.layers.flatMap(({ id, raster }): PlannedInput[] =>
    raster === null ? [] : [{ use: 'layer', id, part: raster, picture: true, options: [] }],
  )
  return [...shots, ...other, ...tracks, ...layers]
}
