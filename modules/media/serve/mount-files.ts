/** The files that players ask for. */
import { z } from 'zod'
import { commonRefusals, zUuid } from '../../../platform/contract.ts'
import { refuse } from '../../../platform/errors.ts'
import type { Http } from '../../../platform/http/index.ts'
import type { Media } from '../index.ts'
import { serveFile } from './serve-file.ts'

const zFileParams = z.object({ assetId: zUuid, file: z.string().max(40) })
const zFileQuery = z.object({ e: z.string().max(20).optional(), s: z.string().max(60).optional() })

export function mountFiles(http: Http, media: Media): void {
  // Outside of the contracts' table: the address itself (and its signature) is the permission. Who calls is not
  // looked up, so a range costs no session lookup, sets no cookie, and may be cached by anyone.
  http.app.get('/media/:assetId/:file', async (request, reply) => {
    const params = zFileParams.safeParse(request.params)
    const query = zFileQuery.safeParse(request.query)
    if (!params.success || !query.success) return refuse(commonRefusals.not_found)
    const { e, s } = query.data
    const found = await media.files.find(params.data.assetId, params.data.file, {
      ...(e === undefined ? {} : { e }),
      ...(s === undefined ? {} : { s }),
    })
    if (!found) return refuse(commonRefusals.not_found)
    reply.hijack()
    try {
      await serveFile(found, request.raw, reply.raw)
    } catch (err) {
      request.log.error({ event: 'file-not-served', assetId: params.data.assetId, err })
      if (reply.raw.headersSent) reply.raw.destroy()
      else reply.raw.writeHead(500, { 'cache-control': 'no-store', 'content-length': '0' }).end()
    }
  })
}
