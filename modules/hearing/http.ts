import type { Http } from '../../platform/http/index.ts'
import { hearingRoutes as routes } from './contract.ts'
import type { Hearing } from './index.ts'

export function mountHearing(http: Http, hearing: Pick<Hearing, 'figures' | 'weeks'>): void {
  http.handle(routes.readHearing, async () => {
    const { today, days, ...figures } = await hearing.figures()
    const shown = ({ madeAt: _, ...day }: (typeof days)[number]) => day
    return {
      ...figures,
      steps: { ...figures.steps },
      today: today ? shown(today) : null,
      days: days.map(shown),
    }
  })
  http.handle(routes.listWeeks, async () => ({
    weeks: (await hearing.weeks()).map(({ madeAt, ...week }) => ({
      ...week,
      madeAt: madeAt.toISOString(),
    })),
  }))
}
