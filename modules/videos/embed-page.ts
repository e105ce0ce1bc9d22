/** The page of one clip for a frame on any site: no script, no cookie, nothing from elsewhere; the browser's own player
 *  does the playing. Pure. */
import type { Card } from './make-card.ts'
import { escapeHtml, titleOf } from './share-video.ts'

const words = {
  id: {
    open: (handle: string) => `Tonton klip @${handle} di Panggung`,
    watch: 'Tonton di Panggung',
    gone: 'Klip ini tidak ada. Mungkin sudah dihapus atau tidak untuk semua orang.',
    captions: 'Teks',
  },
  en: {
    open: (handle: string) => `Watch @${handle}'s clip on Panggung`,
    watch: 'Watch on Panggung',
    gone: 'This clip is not here. It may have been removed, or it is not for everyone.',
    captions: 'Captions',
  },
}
/** From there on a frame is wide enough to gain by a sharper picture, in CSS pixels. */
const wideFrom = 480

export function embedPage(card: Card, lang: 'id' | 'en', autoplay: boolean): string {
  const text = words[lang]
  const rungs = card.renditions
    .filter((one) => !one.codec)
    .toSorted((a, b) => Math.min(a.width, a.height) - Math.min(b.width, b.height) || a.bitrate - b.bitrate)
  const [light, sharp] = [rungs.find((one) => one.height >= 360) ?? rungs[0], rungs.at(-1)]
  const sources = [
    ...(sharp && sharp !== light
      ? [`<source src="${escapeHtml(sharp.url)}" type="video/mp4" media="(min-width: ${wideFrom}px)">`]
      : []),
    ...(light ? [`<source src="${escapeHtml(light.url)}" type="video/mp4">`] : []),
  ]
  const tracks = (card.captions ?? []).map(
    (track, at) =>
      `<track kind="captions" src="${escapeHtml(track.url)}" srclang="${escapeHtml(track.lang)}" label="${escapeHtml(`${text.captions} ${track.lang}`)}"${at === 0 ? ' default' : ''}>`,
  )
  const poster = card.posterUrl === null ? '' : ` poster="${escapeHtml(card.posterUrl)}"`
  const begins = autoplay ? ' autoplay muted' : ' preload="none"'
  const clip = `/v/${card.id}`
  return page(
    lang,
    titleOf(card),
    `<video controls playsinline loop${begins}${poster} aria-label="${escapeHtml(titleOf(card))}">${sources.join('')}${tracks.join('')}</video>
<a class="bar" href="${clip}" target="_blank" rel="noopener" aria-label="${escapeHtml(text.open(card.owner.handle))}"><strong>@${escapeHtml(card.owner.handle)}</strong><span>${text.watch}</span></a>`,
    `<link rel="canonical" href="${clip}">`,
  )
}

export const noEmbedPage = (lang: 'id' | 'en'): string =>
  page(lang, 'Panggung', `<p class="gone">${words[lang].gone}</p>`, '')

function page(lang: string, title: string, body: string, head: string): string {
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${escapeHtml(title)} · Panggung</title>${head}<link rel="stylesheet" href="/embed.css"></head>
<body><main>${body}</main></body></html>
`
}
