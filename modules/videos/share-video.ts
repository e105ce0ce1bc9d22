/** How a video looks elsewhere: the share card in a page's head, and oEmbed (oembed.com, 1.0). Pure. */
import type { z } from 'zod'
import type { videosRoutes } from './contract.ts'
import type { Card } from './make-card.ts'

interface Picture {
  readonly url: string
  readonly width: number
  readonly height: number
}

export interface ShareMeta {
  readonly title: string
  readonly description: string
  readonly url: string
  readonly image: Picture | undefined
  /** The clip's own poster, upright as it is. */
  readonly poster: Picture | undefined
  readonly video:
    | { readonly url: string; readonly type: 'video/mp4'; readonly width: number; readonly height: number }
    | undefined
  readonly author: { readonly name: string; readonly url: string }
  readonly durationSeconds: number
  readonly publishedAt: string
  /** Unlisted: whoever has the address may look, search engines shall not. */
  readonly isIndexed: boolean
  readonly oembedUrl: string
  /** The player for frames on other sites. */
  readonly player: Picture
}

type Oembed = z.input<typeof videosRoutes.oembed.reply>

/** @param origin scheme and host, no slash at the end */
export function shareMeta(card: Card, origin: string): ShareMeta {
  const url = `${origin}/v/${card.id}`
  const video = card.renditions.filter((one) => !one.codec).at(-1)
  return {
    title: titleOf(card),
    description: card.caption === '' ? titleOf(card) : shorten(card.caption.replace(/\s+/g, ' '), 200),
    url,
    image:
      card.posterUrl === null ? undefined : { url: `${origin}/share/${card.id}`, width: 1200, height: 630 },
    poster:
      card.posterUrl === null
        ? undefined
        : { url: origin + card.posterUrl, width: card.width, height: card.height },
    video: video && { url: origin + video.url, type: 'video/mp4', width: video.width, height: video.height },
    author: { name: card.owner.displayName, url: `${origin}/@${card.owner.handle}` },
    durationSeconds: Math.round(card.durationMs / 1000),
    publishedAt: card.createdAt,
    isIndexed: card.visibility === 'public',
    player: { url: `${origin}/embed/${card.id}`, ...fitted(card, {}) },
    oembedUrl: `${origin}/oembed?url=${encodeURIComponent(url)}&format=json`,
  }
}

/** Our own page in a frame: it goes on showing what the clip has become, and nothing when it is gone. */
export function oembed(
  card: Card,
  origin: string,
  box: { maxWidth?: number | undefined; maxHeight?: number | undefined },
): Oembed {
  const meta = shareMeta(card, origin)
  const { width, height } = fitted(card, box)
  return {
    version: '1.0',
    type: 'video',
    provider_name: 'Panggung',
    provider_url: origin,
    title: meta.title,
    author_name: meta.author.name,
    author_url: meta.author.url,
    ...(meta.poster
      ? {
          thumbnail_url: meta.poster.url,
          thumbnail_width: meta.poster.width,
          thumbnail_height: meta.poster.height,
        }
      : {}),
    width,
    height,
    html: `<iframe src="${escapeHtml(meta.player.url)}" width="${width}" height="${height}" title="${escapeHtml(meta.title)}" allow="fullscreen; picture-in-picture" loading="lazy" frameborder="0"></iframe>`,
    cache_age: 3600,
  }
}

function fitted(
  card: Card,
  box: { maxWidth?: number | undefined; maxHeight?: number | undefined },
): { width: number; height: number } {
  const factor = Math.min(1, (box.maxWidth ?? 480) / card.width, (box.maxHeight ?? 854) / card.height)
  const fit = (edge: number): number => Math.max(1, Math.floor(edge * factor))
  return { width: fit(card.width), height: fit(card.height) }
}

/** @returns the video's id, when `url` is the address of a video's page on `origin` */
export function videoIdIn(url: string, origin: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const parsed = new URL(url)
  if (parsed.host !== new URL(origin).host) return undefined
  return /^\/v\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/.exec(parsed.pathname)?.[1]
}

export function titleOf(card: Card): string {
  const [first = ''] = card.caption.split('\n')
  return first.trim() === '' ? `${card.owner.displayName} (@${card.owner.handle})` : shorten(first.trim(), 90)
}

function shorten(text: string, max: number): string {
  const signs = [...text]
  return signs.length <= max
    ? text
    : `${signs
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
