/** Which providers this stage has: those with keys, or pretended ones where the fake gateway stands in. */
import { assert } from '../../platform/errors.ts'
import type { PaymentsDeps } from './index.ts'
import { createMidtrans } from './midtrans.ts'
import type { Payment } from './payment.ts'
import type { PaymentProvider } from './provider.ts'
import { createXendit } from './xendit.ts'

/** @throws AssertionFailed when the fake gateway meets a stage that could be a real one */
export function configuredProviders({ config, fake, fetch: call = fetch }: PaymentsDeps): PaymentProvider[] {
  const isReal = config.MIDTRANS_SERVER_KEY !== undefined || config.XENDIT_SECRET_KEY !== undefined
  if (fake || config.FAKE_GATEWAY) {
    assert(!isReal, 'PANGGUNG_PAYMENTS_FAKE_GATEWAY is refused where a real provider has its keys')
    assert(config.DEMO !== '0', 'PANGGUNG_PAYMENTS_FAKE_GATEWAY is refused where there is no demo')
    assert(
      config.DEMO === '1' || !config.PUBLIC_URL.startsWith('https:'),
      'PANGGUNG_PAYMENTS_FAKE_GATEWAY is refused on a public stage that is no demo',
    )
    assert(fake, 'the fake gateway is switched on and was not given')
  }
  const returnTo = (payment: Payment) =>
    config.PUBLIC_URL === '' ? '' : `${config.PUBLIC_URL}/pay/${payment.id}`
  const common = { fetch: fake?.fetch ?? call, timeoutMs: config.TIMEOUT_MS, returnTo }
  const found: PaymentProvider[] = []
  const serverKey = fake?.keys.midtrans ?? config.MIDTRANS_SERVER_KEY
  if (serverKey !== undefined) {
    const signatureKey = (fake ? undefined : config.MIDTRANS_SIGNATURE_KEY) ?? serverKey
    found.push(createMidtrans({ ...common, url: config.MIDTRANS_URL, serverKey, signatureKey }))
  }
  const secretKey = fake?.keys.xendit ?? config.XENDIT_SECRET_KEY
  if (secretKey !== undefined) {
    const callbackToken = fake?.keys.xenditToken ?? config.XENDIT_CALLBACK_TOKEN
    assert(callbackToken, 'PANGGUNG_PAYMENTS_XENDIT_CALLBACK_TOKEN belongs to the Xendit key')
    found.push(
      createXendit({
        ...common,
        url: config.XENDIT_URL,
        secretKey,
        callbackToken,
        sellerName: config.SELLER_NAME,
      }),
    )
  }
  return found
}
