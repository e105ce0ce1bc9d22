/** What of an asset a page is given, with the addresses of its files. Pure. */
import type { Asset, Rendition, RenditionName } from '../../asset.ts'
import { gainDb } from '../../probe/sound-args.ts'

export interface MediaUrls {
  readonly posterUrl: string | null
  /** By rising bitrate. */
  readonly renditions: readonly {
    readonly name: RenditionName
    readonly width: number
    readonly height: number
    readonly bitrate: number
    readonly url: string
    /** Absent for H.264. */
    readonly codec?: 'av1'
    /** By how many decibels a player turns it up or down to be as loud as everything else; absent for 0. Rungs are
     *  levelled when they are made, the file as it came is not. */
    readonly gainDb?: number
  }[]
}

export interface Looks {
  readonly sprite: {
    readonly url: string
    readonly columns: number
    readonly rows: number
    /** Of one tile, in pixels. */
    readonly width: number
    readonly height: number
    /** Tile n shows what is at n × everyMs. */
    readonly everyMs: number
    readonly count: number
  } | null
  /** Candidates for the poster, in order of time. */
  readonly covers: readonly { readonly atMs: number; readonly url: string }[]
  /** JSON: `rate` points a second, `peaks` as base64 of signed bytes, 0 to 127. */
  readonly waveformUrl: string | null
  /** The master playlist, for clips over a minute. */
  readonly hlsUrl: string | null
  /** Of an asset of kind sound: what is heard. */
  readonly soundUrl: string | null
}

type UrlOf = (file: string) => string

const isVideo = (one: Rendition): one is Rendition & { name: RenditionName } => one.kind === 'video'
/** Rungs are made anew from what could be decoded; the file as it came may make a browser stop. */
const isWhole = (one: Rendition): boolean => one.detail.damaged !== 1

/** The one that is shown. */
export function posterOf({ renditions, posterFile }: Asset): Rendition | undefined {
  const posters = renditions.filter((one) => one.kind === 'poster')
  return posters.find((one) => one.file === posterFile) ?? posters[0]
}

export function urlsOf(asset: Asset, urlOf: UrlOf): MediaUrls {
  const poster = posterOf(asset)
  const gain = gainOfSource(asset)
  const videos = asset.renditions.filter(isVideo)
  const whole = videos.filter(isWhole)
  const playable = whole.length > 0 ? whole : videos
  return {
    posterUrl: poster ? urlOf(poster.file) : null,
    renditions: playable.map(({ name, file, width, height, bitrate }) => ({
      name,
      width,
      height,
      bitrate,
      url: urlOf(file),
      ...(name.endsWith('-av1') ? { codec: 'av1' as const } : {}),
      ...(name === 'source' && gain !== 0 ? { gainDb: gain } : {}),
    })),
  }
}

/** Louder only as far as its peaks let it: a player has no limiter. */
function gainOfSource({ loudness }: Asset): number {
  if (!loudness) return 0
  const gain = gainDb(loudness)
  if (gain <= 0) return gain
  return Math.max(0, Math.round(Math.min(gain, -1 - loudness.peakDb) * 10) / 10)
}

export function looksOf(asset: Asset, urlOf: UrlOf): Looks {
  const fileOf = (file: string): string | null =>
    asset.renditions.some((one) => one.file === file) ? urlOf(file) : null
  const sprite = asset.renditions.find((one) => one.kind === 'sprite')
  const { columns = 1, rows = 1, width = 0, height = 0, everyMs = 1000, count = 1 } = sprite?.detail ?? {}
  return {
    sprite: sprite ? { url: urlOf(sprite.file), columns, rows, width, height, everyMs, count } : null,
    covers: asset.renditions
      .filter((one) => one.kind === 'cover')
      .map((one) => ({ atMs: one.detail.atMs ?? 0, url: urlOf(one.file) }))
      .sort((a, b) => a.atMs - b.atMs),
    waveformUrl: fileOf('waveform.json'),
    hlsUrl: fileOf('master.m3u8'),
    soundUrl: fileOf('sound.m4a'),
  }
}
