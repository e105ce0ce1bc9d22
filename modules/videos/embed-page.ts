/** The page of one clip for a frame on any site: no script, no cookie, nothing from elsewhere; the browser's own player
 *  does the playing. Pure. */
import type { Card } from './make-card.ts'
import { escapeHtml, titleOf } from './share-video.ts'

const words = {
  id: {
    open: (handle: string) => `Tonton klip @${handle} di Panggung`,
    watch: 'Tonton di Panggung',
    gone: 'Klip ini tidak ada. Mungkin sudah dihapus atau tidak untuk semua orang.',
    others: 'Tonton yang lain di Panggung',
  },
  en: {
    open: (handle: string) => `Watch @${handle}'s clip on Panggung`,
    watch: 'Watch on Panggung',
    gone: 'This clip is not here. It may have been removed, or it is not for everyone.',
    others: 'Watch something else on Panggung',
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
  const captions = card.captions ?? []
  const shown = captions.find((one) => one.lang.split('-')[0] === lang) ?? captions[0]
  const tracks = captions.map(
    (track) =>
      `<track kind="captions" src="${escapeHtml(track.url)}" srclang="${escapeHtml(track.lang)}" label="${escapeHtml(languageName(track.lang))}"${track === shown ? ' default' : ''}>`,
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
  page(
    lang,
    'Panggung',
    `<div class="gone"><p>${words[lang].gone}</p><a href="/" target="_blank" rel="noopener">${words[lang].others}</a></div>`,
    '',
  )

/** By its own name: Bahasa Indonesia, English, Basa Jawa. */
function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}

function page(lang: string, title: string, body: string, head: string): string {
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${escapeHtml(title)} · Panggung</title>${head}<link rel="icon" href="/icons/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/embed.css"></head>
<body><main>${body}</main></body></html>
`
}
