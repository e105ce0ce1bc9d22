/** A project as it is kept; contract-project.ts is the law. */
import type { z } from 'zod'
import type { zFrame, zLayer, zPart, zProject, zShot, zTrack } from './contract.ts'

export type Project = z.output<typeof zProject>
export type Part = z.output<typeof zPart>
export type Shot = z.output<typeof zShot>
export type Layer = z.output<typeof zLayer>
export type Track = z.output<typeof zTrack>
export type Frame = z.output<typeof zFrame>
