/** The files that players ask for, and what players tell of it. */
import { refuse } from '../../../platform/errors.ts'
import { commonRefusals } from '../../../platform/contract.ts'
import type { Http } from '../../../platform/http/index.ts'
import { serveRoutes } from '../contract-serve.ts'
import type { Media } from '../index.ts'
import { serveFile } from './serve-file.ts'

export function mountFiles(http: Http, media: Pick<Media, 'files' | 'notePlayer'>): void {
  http.handleOpen(serveRoutes.readFile, async ({ params, query, request, reply }) => {
    const { e, s } = query
    const found = await media.files.find(params.assetId, params.file, {
      ...(e === undefined ? {} : { e }),
      ...(s === undefined ? {} : { s }),
    })
    if (!found) return refuse(commonRefusals.not_found)
    reply.hijack()
    try {
      await serveFile(found, request.raw, reply.raw)
    } catch (err) {
      request.log.error({ event: 'file-not-served', assetId: params.assetId, err })
      if (reply.raw.headersSent) reply.raw.destroy()
      else reply.raw.writeHead(500, { 'cache-control': 'no-store', 'content-length': '0' }).end()
    }
  })
  http.handle(serveRoutes.reportPlayer, async ({ body, reply }) => {
    media.notePlayer(body)
    reply.code(204).send()
  })
}
