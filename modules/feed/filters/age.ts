/** Clips that are 18+, for whoever did not say that they are that old. */
import type { Filter } from './filter.ts'

export const age: Filter = ({ isAdult }) =>
  isAdult ? undefined : ({ clip }) => clip.isAgeRestricted === undefined
