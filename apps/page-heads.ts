/** Titles, share cards and first data of the pages that have their own. */
import type { FastifyRequest } from 'fastify'
import type { Feed } from '../modules/feed/index.ts'
import { describeMe, type Identity } from '../modules/identity/index.ts'
import type { Social } from '../modules/social/index.ts'
import { isPublished, type Videos } from '../modules/videos/index.ts'
import type { Caller } from '../platform/http/index.ts'
import { originOf, type PageHead } from './pages.ts'

const videoPath = /^\/v\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/
const profilePath = /^\/@([a-z0-9_.]{3,30})\/?$/

/** Pages without a head of their own. Any other address answers 404, with the app's own page for it. */
const knownPage =
  /^\/(following|search|create(\/(camera|edit|drafts|post\/[\da-f-]+))?|sounds(\/[\da-f-]+)?|login|signup|settings(\/(interests|words|history|blocked))?|verify|periods|about-demo|ui|api|admin(\/(money|schemes|gifts|alike|ages|feed(\/(weights|experiments))?))?|studio(\/(earnings(\/[\d-]+)?|payouts|tax|deductions|splits|subscribers|captions\/[\da-f-]+))?|merchant(\/campaigns\/[\w-]+(\/edit)?)?|tag\/[^/]+|wallet|coins|pay\/[\da-f-]+|payments(\/[\da-f-]+)?|subscriptions|transparency|hearing|feed-rules|tax-rules)\/?$/

const words = {
  id: {
    home: 'Panggung untuk semua: klip pendek yang membayar pembuatnya, sampai rupiah terakhir.',
    lostTitle: 'Halaman tidak ditemukan',
    lost: 'Tidak ada halaman di alamat ini.',
    goneTitle: 'Klip tidak ditemukan',
    gone: 'Klip ini tidak ada. Mungkin sudah dihapus atau dibuat privat.',
    adultTitle: 'Klip 18+',
    adult: 'Klip ini untuk yang berusia 18 tahun ke atas. Masuk, lalu nyatakan usiamu di Pengaturan.',
    nobodyTitle: 'Profil tidak ditemukan',
    nobody: 'Tidak ada profil dengan nama ini.',
    followers: (count: number) => `${count.toLocaleString('id-ID')} pengikut`,
  },
  en: {
    home: 'A stage for everyone: short clips that pay their makers, to the last rupiah.',
    lostTitle: 'Page not found',
    lost: 'There is no page at this address.',
    goneTitle: 'Clip not found',
    gone: 'This clip is not here. It may have been removed or made private.',
    adultTitle: '18+ clip',
    adult: 'This clip is for people who are 18 or older. Log in and say so under Settings.',
    nobodyTitle: 'Profile not found',
    nobody: 'There is no profile of this name.',
    followers: (count: number) => `${count.toLocaleString('en')} followers`,
  },
}

export function headOfPage(deps: {
  identity: Pick<Identity, 'findByHandle' | 'findMany'>
  videos: Pick<Videos, 'shareMeta' | 'findMany' | 'maySee' | 'lockOn'>
  social: Pick<Social, 'countsOf' | 'standing'>
  feed: Pick<Feed, 'readPage'>
  isDemo: () => boolean
  publicUrl: string
}): (path: string, request: FastifyRequest, caller: Caller) => Promise<PageHead | undefined> {
  /** What the page would ask for first, under the names of those calls: it saves two round trips before the first frame. */
  const firstData = async (caller: Caller, first: string | undefined): Promise<Record<string, unknown>> => {
    const accountId = caller.account?.id ?? null
    const [me, page] = await Promise.all([
      describeMe(deps.identity, caller, deps.isDemo()),
      deps.feed.readPage({
        viewerKey: caller.viewerKey,
        accountId,
        lang: caller.lang,
        tab: 'for-you',
        first,
      }),
    ])
    return {
      'GET /v1/me': me,
      [`GET /v1/feed?tab=for-you${first ? `&first=${first}` : ''}`]: JSON.parse(page.toString()),
    }
  }
  return async (path, request, caller) => {
    const text = words[caller.lang]
    if (path === '/')
      return { title: 'Panggung', description: text.home, data: await firstData(caller, undefined) }
    const [, videoId] = videoPath.exec(path) ?? []
    if (videoId) {
      const [video] = await deps.videos.findMany([videoId])
      if (!video || !(await deps.videos.maySee(video, caller.account?.id))) {
        const isAdult =
          video && isPublished(video) && (await deps.videos.lockOn(video, caller.account?.id)) === 'age'
        return isAdult
          ? { title: text.adultTitle, description: text.adult, status: 403 }
          : { title: text.goneTitle, description: text.gone, status: 404 }
      }
      const meta = await deps.videos.shareMeta(videoId, originOf(request, deps.publicUrl))
      // Not for everyone with the address, but for this one; then nothing of it goes into a share card.
      if (!meta) return { title: 'Panggung', description: '' }
      return {
        title: meta.title,
        description: meta.description,
        image: meta.image?.url,
        imageSize: meta.image,
        video: meta.video,
        player: meta.player,
        oembed: meta.oembedUrl,
        data: await firstData(caller, videoId),
      }
    }
    const [, handle] = profilePath.exec(path) ?? []
    if (handle) {
      const account = await deps.identity.findByHandle(handle)
      const standing =
        account && caller.account ? await deps.social.standing(caller.account.id, account.id) : 'open'
      if (!account || standing === 'blocked')
        return { title: text.nobodyTitle, description: text.nobody, status: 404 }
      if (standing === 'blocks') return { title: `@${account.handle}`, description: '' }
      const counts = (await deps.social.countsOf([account.id])).get(account.id)
      return {
        title: `${account.displayName} (@${account.handle})`,
        description: account.bio || text.followers(counts?.followers ?? 0),
      }
    }
    return knownPage.test(path) ? undefined : { title: text.lostTitle, description: text.lost, status: 404 }
  }
}
