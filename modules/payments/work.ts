/** The jobs that follow a change; jobs.ts says who does them. */
import { defineJob } from '../../platform/jobs/index.ts'

export const startPayment = defineJob<{ paymentId: string }>({
  name: 'payments.start',
  retries: 8,
  concurrency: 4,
})
/** Twenty tries, each later than the one before: a provider may be away for hours. */
export const handleNotice = defineJob<{ provider: string; eventId: string }>({
  name: 'payments.handle-notice',
  retries: 20,
  concurrency: 4,
})
export const sendRefund = defineJob<{ paymentId: string }>({ name: 'payments.send-refund', retries: 20 })
