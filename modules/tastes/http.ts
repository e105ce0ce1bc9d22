import type { Caller, Http } from '../../platform/http/index.ts'
import { pageOf, placeOf } from '../../platform/pages.ts'
import { callerAccount } from '../identity/index.ts'
import { tastesRoutes as routes } from './contract.ts'
import type { Settings, Tastes } from './index.ts'
import { regionNames, regionsAsOf } from './contract-regions.ts'

const pageSize = 30

export function mountTastes(http: Http, tastes: Tastes): void {
  http.handle(routes.read, async ({ caller }) => {
    const { settings, ...told } = await tastes.read(viewerOf(caller), caller.deviceKey)
    return { settings: written(settings), ...told }
  })
  http.handle(routes.change, async ({ caller, body }) => ({
    settings: written(await tastes.change(caller.viewerKey, body)),
  }))
  http.handle(routes.readRegions, async ({ caller }) => {
    const { region } = await tastes.wishes(caller.viewerKey)
    const { provinces, countries } = regionNames(caller.lang)
    return { asOf: regionsAsOf, provinces: [...provinces], countries: [...countries], own: region }
  })
  http.handle(routes.readAge, async ({ caller }) => ({
    adultSince: (await tastes.adultSince(callerAccount(caller)))?.toISOString() ?? null,
  }))
  http.handle(routes.stateAge, async ({ caller, body }) => ({
    adultSince: (await tastes.stateAge(callerAccount(caller), body.isAdult))?.toISOString() ?? null,
  }))
  http.handle(routes.forgetAll, async ({ caller }) => ({
    settings: written(await tastes.startOver(caller.viewerKey)),
  }))
  http.handle(routes.say, async ({ caller, body }) => ({ wish: await tastes.say(caller.viewerKey, body) }))
  http.handle(routes.takeBack, async ({ caller, query }) => ({
    removed: await tastes.takeBack(caller.viewerKey, query),
  }))
  http.handle(routes.bringAlong, async ({ caller }) => ({
    moved: await tastes.bringAlong(callerAccount(caller), caller.deviceKey),
  }))
  http.handle(routes.forgetNoticed, async ({ caller, body }) => ({
    clips: await tastes.forgetNoticed(viewerOf(caller), body),
  }))
  http.handle(routes.reset, async ({ caller }) => ({
    settings: written(await tastes.reset(caller.viewerKey)),
  }))
  http.handle(routes.undoReset, async ({ caller }) => ({
    settings: written(await tastes.undoReset(caller.viewerKey)),
  }))
  http.handle(routes.history, async ({ caller, query }) => {
    const limit = query.limit ?? pageSize
    const before = placeOf(query.cursor)?.id
    const watched = await tastes.history(viewerOf(caller), { before, limit: limit + 1 })
    const { rows, nextCursor } = pageOf(watched, limit, ({ at, ticketId }) => ({ at, id: ticketId }))
    return {
      clips: rows.map(({ videoId, at, totalMs, clip }) => ({ videoId, at: at.toISOString(), totalMs, clip })),
      nextCursor,
    }
  })
  http.handle(routes.deleteClip, async ({ caller, params }) => {
    await tastes.deleteClip(caller.viewerKey, params.videoId)
    return { deleted: true as const }
  })
  http.handle(routes.deleteStretch, async ({ caller, query }) => {
    const instant = (text: string | undefined) => (text === undefined ? undefined : new Date(text))
    await tastes.deleteStretch(caller.viewerKey, { from: instant(query.from), to: instant(query.to) })
    return { deleted: true as const }
  })
}

const viewerOf = ({ viewerKey, account }: Caller) => ({ viewerKey, account: account?.id })

const written = ({ personalised, learning, resetAt, undoUntil, region, adultSince }: Settings) => ({
  personalised,
  learning,
  resetAt: resetAt?.toISOString() ?? null,
  undoUntil: undoUntil?.toISOString() ?? null,
  region,
  adultSince: adultSince?.toISOString() ?? null,
})
