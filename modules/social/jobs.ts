import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { SocialConfig } from './config.ts'
import type { Social } from './index.ts'
import type { LikeJudge } from './judge-likes.ts'

const sweep = defineJob({ name: 'social.sweep', everySeconds: 3_600 })
const judgeLikes = defineJob({ name: 'social.judge-likes', everySeconds: 20 })

/** Forgets who shared what, as soon as a day of it is older than it is kept; judges which likes move a clip. */
export function workSocial(
  jobs: Jobs,
  {
    social,
    likes,
  }: {
    readonly social: Pick<Social, 'dropSharesOlderThan'>
    readonly likes: Pick<LikeJudge, 'judgeDue'>
  },
  config: SocialConfig,
): void {
  jobs.work(sweep, async () => {
    await social.dropSharesOlderThan(config.SHARE_DAYS)
  })
  jobs.work(judgeLikes, async () => {
    await likes.judgeDue()
  })
}
