import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { Payments } from './index.ts'
import { handleNotice, sendRefund, startPayment } from './work.ts'

export function workPayments(jobs: Jobs, payments: Payments): void {
  jobs.work(startPayment, ({ paymentId }) => payments.start(paymentId))
  jobs.work(handleNotice, ({ provider, eventId }) => payments.handleNotice(provider, eventId))
  jobs.work(sendRefund, ({ paymentId }) => payments.sendRefund(paymentId))
  jobs.work(defineJob({ name: 'payments.poll', everySeconds: 10 }), async () => {
    await payments.poll()
  })
  jobs.work(defineJob({ name: 'payments.expire', everySeconds: 15 }), async () => {
    await payments.expireDue()
  })
  jobs.work(defineJob({ name: 'payments.tidy-up', everySeconds: 3_600 }), () => payments.tidyUp())
}
