import { refuse } from '../../platform/errors.ts'
import { type Http, Prepared } from '../../platform/http/index.ts'
import { transparencyRefusals, transparencyRoutes as routes } from './contract.ts'
import type { Transparency } from './index.ts'

export function mountTransparency(http: Http, transparency: Transparency): void {
  http.handle(routes.listReports, async () => ({
    key: transparency.publicKey,
    reports: (await transparency.reports()).map((one) => ({
      month: one.month,
      sequence: String(one.sequence),
      madeAt: one.madeAt.toISOString(),
      hash: one.hash,
    })),
  }))
  http.handle(routes.readReport, async ({ params: { month }, reply }) => {
    const document = await transparency.report(month)
    if (document === undefined) refuse(transparencyRefusals.report_not_made, { month })
    reply.header('content-disposition', `attachment; filename="panggung-transparency-${month}.json"`)
    return new Prepared(document)
  })
}
