/** Which part of a score is told as one: a family for each field, one for what only the network sees, and one for what
 *  people do with any clip. */
import { fieldCount } from './features.ts'

export const families = [
  'usual',
  'clip',
  'creator',
  'sound',
  'topic',
  'habits',
  'moment',
  'together',
] as const
export type LearnedFamily = (typeof families)[number]

/** Places in {@link families}. */
export const familyAt = Object.fromEntries(families.map((name, at) => [name, at])) as Record<
  LearnedFamily,
  number
>

const fieldsOf: Readonly<Record<'creator' | 'sound' | 'topic' | 'habits' | 'moment', readonly number[]>> = {
  creator: [2, 16, 35, 42],
  sound: [3, 18],
  topic: [4, 5, 15, 19, 33, 34, 49, 50],
  habits: [0, 14, 17, 21, 22, 23, 24, 26, 28, 30, 32, 39, 40, 41, 43, 44, 46],
  moment: [6, 7, 13, 47, 48],
}

/** By field, a place in {@link families}; the rest is the clip's own. */
export const familyOfField: Uint8Array = new Uint8Array(fieldCount).fill(familyAt.clip)
for (const family of ['creator', 'sound', 'topic', 'habits', 'moment'] as const)
  for (const field of fieldsOf[family]) familyOfField[field] = familyAt[family]

/** Fields that {@link Features.ofClip} fills. */
export const clipFields: readonly number[] = [
  1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 19, 20, 25, 27, 29, 31, 35, 36, 37, 38, 45,
]
/** Fields that {@link Features.ofViewer} fills. */
export const viewerFields: readonly number[] = [0, 7, 13, 14, 22, 23, 24, 26, 28, 30, 32, 39, 40, 46, 47, 48]
/** Fields that {@link Features.ofAbout} fills. */
export const aboutFields: readonly number[] = [21]
/** Fields that {@link Features.ofBoth} fills. */
export const bothFields: readonly number[] = [15, 16, 17, 18, 33, 34, 41, 42, 43, 44, 49, 50]
