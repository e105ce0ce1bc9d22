/** KuaiRand-Pure (Gao et al., CIKM 2022): a log of a real short-video feed, April and May 2022. Of the videos only what was
 *  known when they were posted is read; item_features.csv counts the whole month and so knows the future. */
import { join } from 'node:path'
import { readCsv } from './read-csv.ts'

/** One clip that was shown to somebody. */
export interface Shown {
  readonly user: number
  readonly video: number
  /** 20220425. */
  readonly date: number
  readonly hour: number
  readonly timeMs: number
  /** Which page of the app, 0 to 14. */
  readonly tab: number
  readonly click: number
  readonly like: number
  readonly longView: number
  readonly finish: number
  readonly watchMs: number
  readonly durationMs: number
}

export interface Video {
  readonly author: string
  readonly music: string
  readonly tags: readonly string[]
  readonly form: string
  readonly size: string
  readonly uploadedMs: number
}

/** Up to 24 April, the last 50 of each kind. */
export interface History {
  readonly watched: readonly number[]
  readonly liked: readonly number[]
  readonly longWatched: readonly number[]
}

export interface KuaiRand {
  /** By video. */
  readonly videos: readonly Video[]
  /** By user: what the app knows of them, one text a trait. */
  readonly traits: readonly (readonly string[])[]
  /** By user. */
  readonly history: readonly History[]
  /** What a model may have learnt from before the judged rows, in order of time. */
  readonly known: readonly Shown[]
  /** What figures are about, in order of time. */
  readonly judged: readonly Shown[]
}

export type Split = 'val' | 'test'

/** Val: known are 25 to 28 April, judged 29 and 30. Test: known are 25 to 30 April, judged 1 to 8 May, and only then is
 *  their file opened. */
export function readKuaiRand(folder: string, on: Split): KuaiRand {
  const at = (file: string): string => join(folder, 'kuairand-pure', file)
  const val = readShown(at('val_20220425_20220430.csv.gz'))
  const videos = [...readCsv(at('video_features_basic.csv.gz'))].map(videoOf)
  const traits = [...readCsv(at('user_features.csv.gz'))].map((fields) =>
    fields.slice(1).map((value, trait) => `${trait}=${value}`),
  )
  return {
    videos,
    traits,
    history: readHistory(at('history_until_20220424.csv.gz'), traits.length),
    known: on === 'test' ? val : val.filter(({ date }) => date < lastOfVal),
    judged:
      on === 'test'
        ? readShown(at('test_20220501_20220508.csv.gz'))
        : val.filter(({ date }) => date >= lastOfVal),
  }
}

const lastOfVal = 20220429

/** Wanted, as far as one can tell. */
export const isWanted = (shown: Shown): boolean =>
  shown.longView === 1 || shown.like === 1 || shown.finish === 1

function readShown(path: string): Shown[] {
  return Array.from(readCsv(path), (fields): Shown => {
    const number = (field: number): number => Number(fields[field])
    const watchMs = number(12)
    const durationMs = number(13)
    return {
      user: number(0),
      video: number(1),
      date: number(2),
      hour: Math.floor(number(3) / 100),
      timeMs: number(4),
      click: number(5),
      like: number(6),
      longView: number(11),
      finish: durationMs > 0 && watchMs / durationMs >= 0.95 ? 1 : 0,
      watchMs,
      durationMs,
      tab: number(17),
    }
  }).sort((a, b) => a.timeMs - b.timeMs)
}

function videoOf(fields: readonly string[]): Video {
  const text = (field: number): string => fields[field] ?? ''
  return {
    author: text(1),
    form: text(2) + text(4) + text(10),
    uploadedMs: Date.parse(text(3)),
    size: `${text(7)}x${text(8)}`,
    music: text(9),
    tags: text(11).split(','),
  }
}

function readHistory(path: string, users: number): History[] {
  const list = (text = ''): number[] => (text === '' ? [] : text.split(' ').map(Number))
  const history: History[] = Array.from({ length: users }, () => ({
    watched: [],
    liked: [],
    longWatched: [],
  }))
  for (const [user, , , watched, liked, longWatched] of readCsv(path))
    history[Number(user)] = { watched: list(watched), liked: list(liked), longWatched: list(longWatched) }
  return history
}
