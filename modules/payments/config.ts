import { choice, flag, integer, secret, section, text } from '../../platform/config/index.ts'

const url = /^https?:\/\/[^\s]+[^/\s]$/

export const paymentsConfig = section('PAYMENTS', {
  TIME_ZONE: text({ env: 'PANGGUNG_TIME_ZONE', default: 'Asia/Jakarta', about: 'whose midnight ends a day' }),
  PUBLIC_URL: text({
    env: 'PANGGUNG_STAGE_PUBLIC_URL',
    default: '',
    about: 'where an e-wallet sends the payer back to',
  }),
  DEMO: choice({ env: 'PANGGUNG_DEMO', of: ['', '0', '1'], default: '', about: 'a demo may pretend to pay' }),
  PAY_TO: text({
    env: 'PANGGUNG_ADS_PAY_TO',
    default: 'Bank Contoh 000-000-0000 a.n. Panggung',
    about: 'the bank account that people transfer to',
  }),
  TRANSFER_DAYS: integer({ min: 1, max: 60, default: 3, about: 'how long a bank transfer is waited for' }),
  OPEN_MAX: integer({
    min: 1,
    max: 100,
    default: 10,
    about: 'payments of one person and purpose that may wait at once',
  }),
  FAKE_GATEWAY: flag({
    default: false,
    about: 'pretended gateways for a demo; refused where real keys are set',
  }),
  MIDTRANS_SERVER_KEY: secret({ about: 'Midtrans: the server key; unset: Midtrans is off' }),
  MIDTRANS_SIGNATURE_KEY: secret({
    about: 'Midtrans: the key that signs notices, where it is not the server key',
  }),
  MIDTRANS_URL: text({
    default: 'https://api.midtrans.com',
    pattern: url,
    about: 'Midtrans: its API (sandbox: https://api.sandbox.midtrans.com)',
  }),
  XENDIT_SECRET_KEY: secret({ about: 'Xendit: the secret API key; unset: Xendit is off' }),
  XENDIT_CALLBACK_TOKEN: secret({ about: 'Xendit: the verification token of its webhooks' }),
  XENDIT_URL: text({ default: 'https://api.xendit.co', pattern: url, about: 'Xendit: its API' }),
  TIMEOUT_MS: integer({
    min: 100,
    max: 60_000,
    default: 10_000,
    about: 'how long a provider may take to answer',
  }),
  SETTLEMENT_DAYS: integer({
    min: 1,
    max: 60,
    default: 3,
    about: 'days after which a settlement file must have named a payment',
  }),
  SETTLEMENT_TEMPLATES: text({
    default: '',
    about: 'a JSON file with further templates of settlement files, see docs/payments.md',
  }),
  SELLER_NAME: text({ default: '', about: 'who sells, on invoices: the legal name' }),
  SELLER_NPWP: text({
    default: '',
    pattern: /^(\d{15,16}|\d{22})?$/,
    about: 'the seller’s NPWP, digits only',
  }),
  SELLER_ADDRESS: text({ default: '', about: 'the seller’s address, on invoices' }),
  INVOICE_PREFIX: text({
    default: 'INV',
    pattern: /^[A-Z0-9-]{1,12}$/,
    about: 'what invoice numbers begin with',
  }),
})

export type PaymentsConfig = ReturnType<typeof paymentsConfig.defaults>
