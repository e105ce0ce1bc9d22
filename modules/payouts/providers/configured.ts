/** The providers whose keys the configuration holds. */
import { assert } from '../../../platform/errors.ts'
import type { Bank } from '../banks.ts'
import type { PayoutsConfig } from '../config.ts'
import type { PayoutProvider } from '../provider.ts'
import { irisProvider } from './midtrans-iris.ts'
import { xenditProvider } from './xendit.ts'

/** @throws AssertionFailed when the chosen provider has no keys */
export function configuredProvider(
  config: PayoutsConfig,
  { fetch: fetchImpl, banks }: { fetch: typeof fetch; banks: ReadonlyMap<string, Bank> },
): PayoutProvider[] {
  const call = { fetch: fetchImpl, timeoutMs: config.PROVIDER_TIMEOUT_SECONDS * 1000, banks }
  const found: PayoutProvider[] = []
  if (config.XENDIT_KEY !== undefined && config.XENDIT_CALLBACK_TOKEN !== undefined)
    found.push(
      xenditProvider({
        ...call,
        url: config.XENDIT_URL,
        key: config.XENDIT_KEY,
        callbackToken: config.XENDIT_CALLBACK_TOKEN,
      }),
    )
  const { IRIS_CREATOR_KEY, IRIS_APPROVER_KEY, IRIS_MERCHANT_KEY } = config
  if (IRIS_CREATOR_KEY !== undefined && IRIS_APPROVER_KEY !== undefined && IRIS_MERCHANT_KEY !== undefined)
    found.push(
      irisProvider({
        ...call,
        url: config.IRIS_URL,
        creatorKey: IRIS_CREATOR_KEY,
        approverKey: IRIS_APPROVER_KEY,
        merchantKey: IRIS_MERCHANT_KEY,
      }),
    )
  const needsKeys = config.PROVIDER === 'xendit' || config.PROVIDER === 'midtrans-iris'
  assert(
    !needsKeys || found.some((one) => one.id === config.PROVIDER),
    `PANGGUNG_PAYOUTS_PROVIDER is ${config.PROVIDER}, but its keys are not all set`,
  )
  return found
}
