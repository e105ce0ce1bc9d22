import type { Http } from '../../platform/http/index.ts'
import { searchRoutes as routes } from './contract.ts'
import type { Search } from './index.ts'

export function mountSearch(http: Http, search: Search): void {
  http.handle(routes.search, async ({ caller, query }) => {
    const asker = { accountId: caller.account?.id, lang: caller.lang }
    return search.find({ text: query.q, section: query.kind, cursor: query.cursor }, asker)
  })
  http.handle(routes.suggest, async ({ caller, query }) => ({
    suggestions: await search.suggest(query.q, { accountId: caller.account?.id, lang: caller.lang }),
  }))
  http.handle(routes.trending, async ({ caller, query }) =>
    search.trending(query, { accountId: caller.account?.id, lang: caller.lang }),
  )
}
