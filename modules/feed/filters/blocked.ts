/** Clips of creators whom the viewer blocks, or who block the viewer. */
import type { Filter } from './filter.ts'

export const blocked: Filter = ({ apart }) =>
  apart.size === 0 ? undefined : ({ clip }) => !apart.has(clip.owner.id)
