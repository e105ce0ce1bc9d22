import { createHash } from 'node:crypto'
import { commonRefusals } from '../../platform/contract.ts'
import { refuse } from '../../platform/errors.ts'
import { chosenLang, hasAlready, type Http, langOf } from '../../platform/http/index.ts'
import { deliveryRoutes as routes } from './contract.ts'
import { embedPage, noEmbedPage } from './embed-page.ts'
import type { Videos } from './index.ts'

/** A link's picture changes when its cover does, so it is kept for a day and not for ever. */
const pictureSeconds = 86_400
/** A clip that is made private is gone from frames within five minutes. */
const embedSeconds = 300

export function mountDelivery(http: Http, { delivery }: Pick<Videos, 'delivery'>): void {
  http.handle(routes.readExtras, ({ caller, params }) => delivery.extras(params.videoId, caller.account?.id))
  http.handle(routes.readDownload, async ({ caller, params }) => ({
    download: await delivery.download(params.videoId, caller.account?.id),
  }))
  http.handleOpen(routes.readShareCard, async ({ params, request, reply }) => {
    const picture = await delivery.shareCard(params.videoId)
    if (!picture) return refuse(commonRefusals.not_found)
    const etag = `"${createHash('sha256').update(picture).digest('hex').slice(0, 32)}"`
    reply
      .header('cache-control', `public, max-age=${pictureSeconds}`)
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('etag', etag)
    if (hasAlready(request.headers['if-none-match'], etag)) return reply.code(304).send()
    return reply.type('image/jpeg').send(picture)
  })
  http.handleOpen(routes.readEmbed, async ({ params, query, request, reply }) => {
    const lang = query.lang ?? chosenLang(request) ?? langOf(request.headers['accept-language'])
    const card = await delivery.embedded(params.videoId)
    const found = card !== undefined
    return reply
      .code(found ? 200 : 404)
      .header('cache-control', found ? `public, max-age=${embedSeconds}` : 'no-store')
      .header('vary', 'accept-language')
      .type('text/html; charset=utf-8')
      .send(found ? embedPage(card, lang, query.autoplay === '1') : noEmbedPage(lang))
  })
}
