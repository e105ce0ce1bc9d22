import { type Http, Prepared } from '../../platform/http/index.ts'
import { callerAccount } from '../identity/index.ts'
import { feedRoutes as routes } from './contract.ts'
import type { Feed } from './index.ts'

export function mountFeed(http: Http, feed: Feed): void {
  http.handle(routes.readFeed, async ({ caller, query }) => {
    if (query.tab === 'following') callerAccount(caller)
    return new Prepared(
      await feed.readPage({
        viewerKey: caller.viewerKey,
        accountId: caller.account?.id ?? null,
        lang: caller.lang,
        tab: query.tab,
        first: query.first,
      }),
    )
  })
  http.handle(routes.explainSlot, ({ caller, params }) =>
    feed.explain(caller.viewerKey, params.videoId, caller.lang),
  )
}
