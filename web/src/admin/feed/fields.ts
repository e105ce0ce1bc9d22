/** The fields of the feed's settings, by the names that the server gives them. */
import type { Reply } from '#api/routes.ts'

export type Settings = Reply<'GET /v1/feed/rules'>['settings']
export type Published = Reply<'GET /v1/admin/feed/settings'>
export type Bounds = Published['bounds'][string]

export const weightNames = [
  'finish',
  'watch',
  'like',
  'share',
  'follow',
  'rewatch',
  'unwanted',
  'skip',
] as const
export const ruleNames = [
  'perCreatorIn20',
  'perSoundIn20',
  'perTagIn10',
  'trialPercent',
  'diversity',
] as const
export type FieldName = (typeof weightNames)[number] | (typeof ruleNames)[number]
export const fieldNames: readonly FieldName[] = [...weightNames, ...ruleNames]
/** What was typed, a field. */
export type Typed = Readonly<Record<FieldName, string>>

const isWeight = (name: FieldName): name is (typeof weightNames)[number] =>
  weightNames.some((one) => one === name)

/** As the server names it in changes and bounds. */
export const pathOf = (name: FieldName): string => `${isWeight(name) ? 'weights' : 'rules'}.${name}`
export const nameOf = (path: string): FieldName | undefined =>
  fieldNames.find((name) => pathOf(name) === path)

export const valueOf = ({ weights, rules }: Settings, name: FieldName): number =>
  isWeight(name) ? weights[name] : rules[name]

export function typedFrom(settings: Settings): Typed {
  const text = (name: FieldName): string => String(valueOf(settings, name))
  return {
    finish: text('finish'),
    watch: text('watch'),
    like: text('like'),
    share: text('share'),
    follow: text('follow'),
    rewatch: text('rewatch'),
    unwanted: text('unwanted'),
    skip: text('skip'),
    perCreatorIn20: text('perCreatorIn20'),
    perSoundIn20: text('perSoundIn20'),
    perTagIn10: text('perTagIn10'),
    trialPercent: text('trialPercent'),
    diversity: text('diversity'),
  }
}

/** With a point or a comma; a minus may be written either way. @returns undefined for what is no number, or none that may be */
export function readField(text: string, { min, max, whole }: Bounds): number | undefined {
  const plain = text.trim().replace('−', '-').replace(',', '.')
  if (!/^-?\d{1,6}(?:\.\d{1,6})?$/.test(plain)) return undefined
  const value = Number(plain)
  return value < min || value > max || (whole && !Number.isInteger(value)) ? undefined : value
}

/** @returns undefined while a field can't be read */
export function settingsFrom(typed: Typed, bounds: Published['bounds']): Settings | undefined {
  const values = new Map<FieldName, number>()
  for (const name of fieldNames) {
    const own = bounds[pathOf(name)]
    const value = own && readField(typed[name], own)
    if (value === undefined) return undefined
    values.set(name, value)
  }
  const of = (name: FieldName): number => values.get(name) ?? 0
  return {
    weights: {
      finish: of('finish'),
      watch: of('watch'),
      like: of('like'),
      share: of('share'),
      follow: of('follow'),
      rewatch: of('rewatch'),
      unwanted: of('unwanted'),
      skip: of('skip'),
    },
    rules: {
      perCreatorIn20: of('perCreatorIn20'),
      perSoundIn20: of('perSoundIn20'),
      perTagIn10: of('perTagIn10'),
      trialPercent: of('trialPercent'),
      diversity: of('diversity'),
    },
  }
}

/** Whether two texts mean other numbers. */
export const isOther = (a: string, b: string): boolean =>
  a !== b && Number(a.replace(',', '.')) !== Number(b.replace(',', '.'))

/** What was changed from `base` stays; the rest is as in `next`. */
export const rebased = (typed: Typed, base: Typed, next: Typed): Typed => {
  const merged: Record<FieldName, string> = { ...next }
  for (const name of fieldNames) if (isOther(typed[name], base[name])) merged[name] = typed[name]
  return merged
}
