import type { Caller, Http } from '../../platform/http/index.ts'
import { present } from '../../platform/errors.ts'
import { pageOf, placeOf } from '../../platform/pages.ts'
import { callerAccount } from '../identity/index.ts'
import { draftsRoutes as routes } from './contract.ts'
import { describeRender, type DraftSummary } from './describe-drafts.ts'
import type { Draft, Drafts, Render } from './index.ts'
import { nameDevice } from './name-device.ts'

const pageSize = 20

export function mountDrafts(http: Http, drafts: Drafts): void {
  const summaryOf = async (caller: Caller, draft: Draft): Promise<DraftSummary> =>
    present((await drafts.describe([draft], caller))[0], 'each draft is described')
  const renderOf = (caller: Caller, render: Render) => describeRender(render, drafts.clock.now(), caller.lang)

  http.handle(routes.list, async ({ caller, query }) => {
    const owner = callerAccount(caller)
    const limit = query.limit ?? pageSize
    const removed = query.removed !== undefined
    const [found, used] = await Promise.all([
      drafts.list(owner, removed, placeOf(query.cursor), limit + 1),
      drafts.count(owner),
    ])
    const { rows, nextCursor } = pageOf(found, limit, ({ changedAt: at, id }) => ({ at, id }))
    const { MAX_DRAFTS, MAX_PROJECT_KB } = drafts.config
    return {
      drafts: await drafts.describe(rows, caller),
      nextCursor,
      limits: { drafts: MAX_DRAFTS, used, projectBytes: MAX_PROJECT_KB * 1024 },
    }
  })
  http.handle(routes.read, async ({ caller, params }) => {
    const owner = callerAccount(caller)
    const draft = await drafts.read(owner, params.draftId)
    const [summary, parts] = await Promise.all([
      summaryOf(caller, draft),
      drafts.partsOf(owner, draft.project),
    ])
    return { draft: { ...summary, project: draft.project, parts } }
  })
  http.handle(routes.keep, async ({ caller, params, body }) => {
    const draft = await drafts.keep(callerAccount(caller), params.draftId, {
      ...body,
      deviceKey: caller.deviceKey,
      device: nameDevice(caller.userAgent),
    })
    return { draft: await summaryOf(caller, draft) }
  })
  http.handle(routes.remove, async ({ caller, params }) => ({
    draft: await summaryOf(caller, await drafts.remove(callerAccount(caller), params.draftId)),
  }))
  http.handle(routes.restore, async ({ caller, params }) => ({
    draft: await summaryOf(caller, await drafts.restore(callerAccount(caller), params.draftId)),
  }))

  http.handle(routes.render, async ({ caller, params, body }) => ({
    render: renderOf(caller, await drafts.askRender(callerAccount(caller), params.draftId, body.revision)),
  }))
  http.handle(routes.readRender, async ({ caller, params }) => {
    const render = await drafts.readRender(callerAccount(caller), params.draftId)
    return { render: render ? renderOf(caller, render) : null }
  })
  http.handle(routes.cancelRender, async ({ caller, params }) => {
    const render = await drafts.cancelRender(callerAccount(caller), params.draftId)
    return { render: render ? renderOf(caller, render) : null }
  })
}
