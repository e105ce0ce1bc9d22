/** What moves when something is given. The accounts are those of coins, earnings, payments and the stage's income. */
export const wholeLedger = 1

export const transferCodes = {
  giftIncome: 530,
  giftVat: 531,
  shareIncome: 532,
  gatewayFee: 533,
  shareIncomeBack: 534,
} as const
