/** Titles, share cards and first data of the pages that have their own. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Identity } from '../modules/identity/index.ts'
import type { Social } from '../modules/social/index.ts'
import type { Videos } from '../modules/videos/index.ts'
import { originOf, type PageHead } from './pages.ts'

const videoPath = /^\/v\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/
const profilePath = /^\/@([a-z0-9_.]{3,30})\/?$/

const words = {
  id: {
    home: 'Panggung untuk semua: klip pendek yang membayar pembuatnya, sampai rupiah terakhir.',
    goneTitle: 'Klip tidak ditemukan',
    gone: 'Klip ini tidak ada. Mungkin sudah dihapus atau dibuat privat.',
    nobodyTitle: 'Profil tidak ditemukan',
    nobody: 'Tidak ada profil dengan nama ini.',
    followers: (count: number) => `${count.toLocaleString('id-ID')} pengikut`,
  },
  en: {
    home: 'A stage for everyone: short clips that pay their makers, to the last rupiah.',
    goneTitle: 'Clip not found',
    gone: 'This clip is not here. It may have been removed or made private.',
    nobodyTitle: 'Profile not found',
    nobody: 'There is no profile of this name.',
    followers: (count: number) => `${count.toLocaleString('en')} followers`,
  },
}

export function headOfPage(deps: {
  identity: Pick<Identity, 'findByHandle'>
  videos: Pick<Videos, 'shareMeta'>
  social: Pick<Social, 'countsOf'>
  publicUrl: string
}): (path: string, request: FastifyRequest, reply: FastifyReply) => Promise<PageHead | undefined> {
  return async (path, request) => {
    const text = words[request.lang ?? 'id']
    if (path === '/') return { title: 'Panggung', description: text.home }
    const [, videoId] = videoPath.exec(path) ?? []
    if (videoId) {
      const meta = await deps.videos.shareMeta(videoId, originOf(request, deps.publicUrl))
      if (!meta) return { title: text.goneTitle, description: text.gone, status: 404 }
      return {
        title: meta.title,
        description: meta.description,
        image: meta.image?.url,
        video: meta.video,
        oembed: meta.oembedUrl,
      }
    }
    const [, handle] = profilePath.exec(path) ?? []
    if (handle) {
      const account = await deps.identity.findByHandle(handle)
      if (!account) return { title: text.nobodyTitle, description: text.nobody, status: 404 }
      const counts = (await deps.social.countsOf([account.id])).get(account.id)
      return {
        title: `${account.displayName} (@${account.handle})`,
        description: account.bio || text.followers(counts?.followers ?? 0),
      }
    }
    return undefined
  }
}
