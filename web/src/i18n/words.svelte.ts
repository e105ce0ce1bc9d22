/** Words of the interface: one JSON file an area and language, fetched when a page needs it.
 *  Every key is typed; words.test.ts holds the two languages to the same keys and placeholders. */
import { browser } from '$app/env'
import type business from './id/business.json'
import type captions from './id/captions.json'
import type fan from './id/fan.json'
import type desk from './id/desk.json'
import type earn from './id/earn.json'
import type money from './id/money.json'
import type operator from './id/operator.json'
import type pages from './id/pages.json'
import type player from './id/player.json'
import type stage from './id/stage.json'
import type upload from './id/upload.json'
import type camera from './id/camera.json'
import type editor from './id/editor.json'
import type engine from './id/engine.json'
import type sounds from './id/sounds.json'
import type hearing from './id/hearing.json'
import type search from './id/search.json'
import type drafts from './id/drafts.json'
import type tastes from './id/tastes.json'
import type tuning from './id/tuning.json'

export type Lang = 'id' | 'en'
export type Area =
  | 'stage'
  | 'upload'
  | 'captions'
  | 'pages'
  | 'player'
  | 'fan'
  | 'money'
  | 'business'
  | 'operator'
  | 'earn'
  | 'desk'
  | 'camera'
  | 'editor'
  | 'engine'
  | 'sounds'
  | 'hearing'
  | 'search'
  | 'drafts'
  | 'tastes'
  | 'tuning'
export const LANGS: readonly Lang[] = ['id', 'en']

type Words = typeof stage &
  typeof upload &
  typeof captions &
  typeof camera &
  typeof editor &
  typeof engine &
  typeof sounds &
  typeof hearing &
  typeof search &
  typeof drafts &
  typeof tastes &
  typeof tuning &
  typeof pages &
  typeof player &
  typeof fan &
  typeof money &
  typeof business &
  typeof operator &
  typeof earn &
  typeof desk
type Key = keyof Words & string
/** A message with `.one` and `.other` forms is asked for by its stem. */
type Stem<K> = K extends `${infer S}.other` ? S : never
export type PlainKey = Exclude<Key, `${string}.one` | `${string}.other`>
export type CountKey = Stem<Key>
type Fill = Readonly<Record<string, string | number>>

const first = import.meta.glob<Record<string, string>>('./{id,en}/stage.json', { import: 'default' })
const COOKIE = 'panggung_lang'

let lang = $state<Lang>('id')
/** The language last asked for; words that arrive for another one are kept but not shown. */
let wantedLang: Lang = 'id'
let words = $state.raw<Readonly<Record<string, string>>>({})
const areas = new Set<Area>()

export const language = {
  get now(): Lang {
    return lang
  },
}

/** The language of the first screen: what the person chose here, else what the server wrote on the page. */
export function firstLanguage(): Lang {
  if (!browser) return 'id'
  const chosen = localStorage.getItem(COOKIE)
  const told = chosen ?? document.documentElement.lang
  return told === 'en' ? 'en' : 'id'
}

/** Adds an area's words; call from a route's `load` so that the page never shows a bare key. */
export async function loadWords(...wanted: Area[]): Promise<void> {
  for (const area of wanted) areas.add(area)
  await fetchWords(wantedLang)
}

/** Changes the language everywhere at once and remembers it for this device. */
export async function setLanguage(next: Lang, remember = true): Promise<void> {
  wantedLang = next
  await fetchWords(next)
  if (wantedLang !== next) return
  lang = next
  document.documentElement.lang = next
  if (!remember) return
  localStorage.setItem(COOKIE, next)
  // The cookie lets the server write the first page in the same language.
  document.cookie = `${COOKIE}=${next}; path=/; max-age=31536000; samesite=lax`
}

const had = new Map<string, Record<string, string>>()
async function fetchWords(of: Lang): Promise<void> {
  await Promise.all(
    [...areas].map(async (area) => {
      const name = `./${of}/${area}.json`
      if (had.has(name)) return
      // The names of all other areas' files are themselves more than the first page should carry.
      const file = first[name] ?? (await import('./later-words.ts')).later[name]
      if (!file) throw new Error(`there are no words at ${name}`)
      had.set(name, await file())
    }),
  )
  if (of === wantedLang)
    words = Object.assign({}, ...[...areas].map((area) => had.get(`./${of}/${area}.json`)))
}

/** The words for `key`, placeholders `{like}` this filled. Reactive: re-reads when the language changes. */
export function t(key: PlainKey, fill?: Fill): string {
  return filled(words[key] ?? key, fill)
}

/** The form of `stem` that fits `count`; `{count}` is filled in the language's own digits. */
export function tCount(stem: CountKey, count: number, fill?: Fill): string {
  const form = plural(lang).select(count)
  const text = words[`${stem}.${form}`] ?? words[`${stem}.other`] ?? stem
  return filled(text, { count: number(count), ...fill })
}

function filled(text: string, fill: Fill | undefined): string {
  if (!fill) return text
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = fill[name]
    return value === undefined ? whole : String(value)
  })
}

const locale = (of: Lang): string => (of === 'id' ? 'id-ID' : 'en-GB')
function once<T>(make: (of: Lang) => T): (of: Lang) => T {
  const made = new Map<Lang, T>()
  return (of) => {
    const known = made.get(of)
    if (known !== undefined) return known
    const fresh = make(of)
    made.set(of, fresh)
    return fresh
  }
}
const plural = once((of) => new Intl.PluralRules(locale(of)))
const whole = once((of) => new Intl.NumberFormat(locale(of)))
// Americans write 1.3M where the British write 1.3m, which reads as metres.
const short = once(
  (of) =>
    new Intl.NumberFormat(of === 'id' ? 'id-ID' : 'en-US', { notation: 'compact', maximumFractionDigits: 1 }),
)
const percent = once(
  (of) => new Intl.NumberFormat(locale(of), { style: 'percent', maximumFractionDigits: 1 }),
)
const day = once((of) => new Intl.DateTimeFormat(locale(of), { dateStyle: 'medium', timeZone: 'UTC' }))
const instant = once(
  (of) =>
    new Intl.DateTimeFormat(locale(of), {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: 'Asia/Jakarta',
    }),
)
const relative = once((of) => new Intl.RelativeTimeFormat(locale(of), { numeric: 'auto' }))

/** 12345 → 12.345 (id) or 12,345 (en). */
export const number = (value: number | bigint): string => whole(lang).format(value)
/** 12345 → 12,3 rb (id) or 12.3K (en). */
export const compact = (value: number): string => short(lang).format(value)
/** 0.125 → 12,5% */
export const share = (value: number): string => percent(lang).format(value)
/** '2026-11-23' → 23 Nov 2026; a day is a date, no clock touches it. */
export const dayText = (value: string): string => day(lang).format(new Date(`${value}T00:00:00Z`))
/** An instant in the stage's time zone, Asia/Jakarta. */
export const instantText = (value: string): string => instant(lang).format(new Date(value))

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]
/** '3 hari yang lalu', '3 days ago'. */
export function agoText(value: string, now = Date.now()): string {
  const seconds = (new Date(value).getTime() - now) / 1000
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative(lang).format(Math.trunc(seconds / size), unit)
  }
  return relative(lang).format(0, 'second')
}
