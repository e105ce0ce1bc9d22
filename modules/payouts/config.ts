import { choice, flag, integer, section, secret, text } from '../../platform/config/index.ts'

const rupiah = (value: number, about: string) =>
  integer({ min: 0, max: 1_000_000_000_000, default: value, about: `${about}, rupiah` })

export const payoutsConfig = section('PAYOUTS', {
  MINIMUM: integer({ min: 1, max: 100_000_000, default: 50_000, about: 'smallest payout, rupiah' }),
  FEE: rupiah(2_500, 'fee of a payout below PAYOUTS_FEE_FREE_FROM'),
  FEE_FREE_FROM: rupiah(100_000, 'payouts from here on have no fee'),
  ON_DEMAND_DAYS: integer({ min: 0, max: 90, default: 7, about: 'days between two payouts on demand' }),
  COOLING_HOURS: integer({
    min: 0,
    max: 720,
    default: 48,
    about: 'after a change of payee or bank account, until payouts go on',
  }),
  TIER1_MONTH_MAX: rupiah(
    50_000_000,
    'what a payee of tier 1 (NIK and bank name) is paid in a month at most',
  ),
  TIER2_MONTH_MAX: rupiah(0, 'the same for tier 2 (KTP and selfie seen); 0: no limit'),
  INCOME: choice({
    of: ['service', 'ad_share'],
    default: 'service',
    about: 'what payouts are paid for, as the tax rules see it',
  }),
  BATCH_MAX: integer({ min: 1, max: 10_000, default: 1_000, about: 'payouts in one batch' }),
  SINGLE_OPERATOR: flag({
    default: false,
    about: 'this stage has one operator, who may approve what they made; each such batch says so',
  }),
  PROVIDER: choice({
    of: ['bank-file', 'xendit', 'midtrans-iris', 'fake'],
    default: 'bank-file',
    about: 'who carries payouts to the bank',
  }),
  DEBTOR_NAME: text({ default: 'Panggung', about: 'whose bank account pays, as the bank writes it' }),
  DEBTOR_ACCOUNT: text({ pattern: /^\d{5,20}$/, default: '0000000000', about: 'number of that account' }),
  DEBTOR_BIC: text({
    pattern: /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/,
    default: 'BMRIIDJA',
    about: 'BIC of its bank',
  }),
  WITHHOLDER_NAME: text({ default: '', about: 'who withholds tax, as registered at the tax office' }),
  WITHHOLDER_TAX_ID: text({
    pattern: /^(?:\d{16})?$/,
    default: '',
    about: 'their NPWP, 16 digits; no tax slip is issued without it',
  }),
  WITHHOLDER_BRANCH: text({
    pattern: /^\d{6}$/,
    default: '000000',
    about: 'the last six digits of their NITKU (place of business)',
  }),
  SIGNATORY_NAME: text({ default: '', about: 'who signs tax slips' }),
  OBJECT_CODE_PPH21: text({
    default: '21-100-33',
    about: 'tax object code of creators (artists, influencers and the like) on BP21',
  }),
  OBJECT_CODE_PPH23: text({
    default: '',
    about: 'tax object code of companies and agencies, for the XML file',
  }),
  OBJECT_CODE_PPH26: text({ default: '', about: 'tax object code of payees abroad' }),
  SLIP_DAY: integer({
    min: 1,
    max: 20,
    default: 3,
    about: "day of the month on which the month before's slips are issued",
  }),
  XENDIT_KEY: secret({ about: 'secret API key of Xendit' }),
  XENDIT_CALLBACK_TOKEN: secret({ about: 'x-callback-token of Xendit webhooks' }),
  IRIS_CREATOR_KEY: secret({ about: 'creator API key of Midtrans Iris' }),
  IRIS_APPROVER_KEY: secret({ about: 'approver API key of Midtrans Iris' }),
  IRIS_MERCHANT_KEY: secret({ about: 'merchant key that Midtrans Iris signs notices with' }),
  IRIS_URL: text({ default: 'https://app.midtrans.com/iris', about: 'address of Midtrans Iris' }),
  XENDIT_URL: text({ default: 'https://api.xendit.co', about: 'address of Xendit' }),
  PROVIDER_TIMEOUT_SECONDS: integer({
    min: 1,
    max: 120,
    default: 20,
    about: 'how long a provider may take to answer',
  }),
  POLL_SECONDS: integer({
    min: 1,
    max: 3_600,
    default: 60,
    about: 'pause between two looks at sent payouts',
  }),
})

export type PayoutsConfig = ReturnType<typeof payoutsConfig.defaults>
