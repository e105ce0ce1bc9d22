import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { Payouts } from './index.ts'

/** Carries approved payouts to the provider, asks what became of them, keeps schedules, issues slips. */
export function workPayouts(jobs: Jobs, payouts: Payouts): void {
  const every = (name: string, everySeconds: number, work: () => Promise<unknown>) =>
    jobs.work(defineJob({ name: `payouts.${name}`, everySeconds }), async () => {
      await work()
    })
  every('send', 10, () => payouts.sendDue())
  every('poll', Math.min(60, payouts.config.POLL_SECONDS), () => payouts.pollDue())
  every('schedules', 600, () => payouts.runSchedules())
  every('slips', 3_600, () => payouts.issueSlips())
  every('rotate-keys', 3_600, () => payouts.rotateKeys())
}
