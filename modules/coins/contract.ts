/** Coins: what they cost, buying them, giving them back. A coin is worth Rp100; coins and rupiah are decimal strings. */
import { z } from 'zod'
import {
  commonRefusals,
  refusals,
  route,
  type RouteMap,
  zInstant,
  zMoney,
  zPage,
  zUuid,
  zWholeAmount,
} from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'
import { paymentRefusals } from '../payments/contract.ts'

export const coinsRefusals = refusals({
  package_not_found: {
    status: 404,
    en: 'This package of coins is not sold any more. Nothing was charged; choose another.',
    id: 'Paket koin ini sudah tidak dijual. Tidak ada yang ditagih; pilih yang lain.',
  },
  method_not_found: {
    status: 422,
    en: 'This way to pay is not offered here. Nothing was charged; choose another.',
    id: 'Cara bayar ini tidak tersedia di sini. Tidak ada yang ditagih; pilih yang lain.',
  },
  birth_year_needed: {
    status: 422,
    en: 'Before your first coins, tell us the year you were born in. It is asked once.',
    id: 'Sebelum koin pertamamu, isi tahun lahirmu. Ini hanya ditanya sekali.',
  },
  birth_year_wrong: {
    status: 422,
    en: 'Enter the year you were born in, from {first} to {last}.',
    id: 'Isi tahun lahirmu, dari {first} sampai {last}.',
  },
  guardian_consent_needed: {
    status: 422,
    en: 'Under {age}, a parent or guardian must agree before you buy coins. Nothing was charged.',
    id: 'Di bawah {age} tahun, orang tua atau wali harus setuju sebelum kamu membeli koin. Tidak ada yang ditagih.',
  },
  held_too_much: {
    status: 422,
    en: 'You may hold coins worth at most Rp{max}; what you hold and what waits for its payment leave room for Rp{left}. Nothing was charged.',
    id: 'Kamu boleh memegang koin paling banyak senilai Rp{max}; yang kamu pegang dan yang menunggu pembayaran menyisakan ruang Rp{left}. Tidak ada yang ditagih.',
  },
  day_limit: {
    status: 422,
    en: 'Coins for at most Rp{max} a day: Rp{left} are left today. Nothing was charged.',
    id: 'Paling banyak koin senilai Rp{max} sehari: hari ini tersisa Rp{left}. Tidak ada yang ditagih.',
  },
  minor_month_limit: {
    status: 422,
    en: 'Under {age}, coins for at most Rp{max} a month: Rp{left} are left this month. Nothing was charged.',
    id: 'Di bawah {age} tahun, paling banyak koin senilai Rp{max} sebulan: bulan ini tersisa Rp{left}. Tidak ada yang ditagih.',
  },
  buying_blocked: {
    status: 403,
    en: 'A payment of yours was taken back by the bank after its coins were spent. Rp{owed} are open; write to the operator to settle it. What you hold stays yours.',
    id: 'Pembayaranmu ditarik kembali oleh bank setelah koinnya terpakai. Masih ada Rp{owed} yang belum beres; hubungi operator untuk menyelesaikannya. Yang kamu pegang tetap milikmu.',
  },
  purchase_id_used: {
    status: 409,
    en: 'This purchase was already made with other terms. Nothing was charged; look at your purchases and start again.',
    id: 'Pembelian ini sudah dibuat dengan isi yang berbeda. Tidak ada yang ditagih; lihat daftar pembelianmu lalu mulai lagi.',
  },
  purchase_not_found: {
    status: 404,
    en: 'There is no such purchase of yours. Nothing was changed.',
    id: 'Pembelian itu tidak ada di daftarmu. Tidak ada yang berubah.',
  },
  purchase_not_paid: {
    status: 409,
    en: 'This purchase is not paid, so there is nothing to give back.',
    id: 'Pembelian ini belum dibayar, jadi tidak ada yang bisa dikembalikan.',
  },
  refund_too_late: {
    status: 410,
    en: 'Coins can be given back for {days} days after they were paid. That time is over; the coins stay yours to give.',
    id: 'Koin bisa dikembalikan sampai {days} hari setelah dibayar. Waktunya sudah lewat; koinnya tetap bisa kamu pakai.',
  },
  refund_too_much: {
    status: 409,
    en: 'Of this purchase, {coins} coins (Rp{amount}) can still be given back: the others are spent or were given back already. Nothing was changed.',
    id: 'Dari pembelian ini, {coins} koin (Rp{amount}) masih bisa dikembalikan: sisanya sudah terpakai atau sudah dikembalikan. Tidak ada yang berubah.',
  },
  refund_id_used: {
    status: 409,
    en: 'This refund was already asked for with other terms. Nothing was changed.',
    id: 'Pengembalian ini sudah diminta dengan isi yang berbeda. Tidak ada yang berubah.',
  },
  not_enough_coins: {
    status: 409,
    en: 'This takes {coins} coins and you hold {held}. Nothing was spent; top up or choose something smaller.',
    id: 'Ini butuh {coins} koin dan kamu punya {held}. Tidak ada yang terpakai; isi koin atau pilih yang lebih kecil.',
  },
  holder_not_found: {
    status: 404,
    en: 'This account owes nothing. Nothing was changed.',
    id: 'Akun ini tidak punya tunggakan. Tidak ada yang berubah.',
  },
})

export const coinFaults = ['held', 'total', 'issued', 'float'] as const
export const purchaseStates = ['waiting', 'paid', 'lapsed'] as const

/** What a fan pays by one method, line by line: amount + gateway + tax = total. */
export const zQuote = z.object({
  /** As in GET /v1/payment-methods. */
  method: z.string(),
  /** What is bought. */
  amountIdr: zMoney,
  /** What the payment gateway takes. */
  gatewayIdr: zMoney,
  /** VAT (PPN) on both. */
  taxIdr: zMoney,
  /** What the fan pays. A bank transfer may add a small code to it, told on the payment's page. */
  totalIdr: zMoney,
})

const zCoins = zMoney
const zMethod = z.string().min(1).max(60)

export const zCoinPackage = z.object({
  id: z.string(),
  coins: zCoins,
  /** coins × price. */
  faceIdr: zMoney,
  quotes: z.array(zQuote),
})

export const zWallet = z.object({
  coins: zCoins,
  worthIdr: zMoney,
  /** null: not asked yet; the first purchase must say it. */
  birthYear: z.int().nullable(),
  minor: z.boolean(),
  guardianConsent: z.boolean(),
  /** Set after a chargeback whose coins were spent: no more coins until an operator settles it. */
  owedIdr: zMoney,
  limits: z.object({
    heldMaxIdr: zMoney,
    heldLeftIdr: zMoney,
    dayMaxIdr: zMoney,
    dayLeftIdr: zMoney,
    /** Minors only. */
    monthMaxIdr: zMoney.nullable(),
    monthLeftIdr: zMoney.nullable(),
  }),
})

export const zPurchase = z.object({
  id: zUuid,
  paymentId: zUuid,
  packageId: z.string(),
  coins: zCoins,
  quote: zQuote,
  /** lapsed: its payment expired, was cancelled or declined. */
  state: z.enum(purchaseStates),
  askedAt: zInstant,
  paidAt: zInstant.nullable(),
  /** Given back by the buyer or taken back after a chargeback. */
  returnedCoins: zCoins,
  /** What can be given back now, 0 when nothing can. */
  refundableCoins: zCoins,
  /** What the payer would get for them: their price and the tax on it; the gateway keeps its fee. */
  refundableIdr: zMoney,
  refundableUntil: zInstant.nullable(),
})

export const zCoinEntry = z.object({
  id: zUuid,
  at: zInstant,
  /** returned: given back for money · taken_back: after a chargeback */
  kind: z.enum(['bought', 'spent', 'returned', 'taken_back']),
  /** With its sign: what it did to the balance. */
  coins: zCoins,
  /** The purchase, the gift … that it belongs to. */
  sourceId: zUuid,
  /** What it was for, in words of the module that spent it. */
  what: z.object({ en: z.string(), id: z.string() }).nullable(),
})

export const zCoinRefund = z.object({
  id: zUuid,
  purchaseId: zUuid,
  coins: zCoins,
  amountIdr: zMoney,
  askedAt: zInstant,
})

export const coinsRoutes = {
  read: route({
    method: 'GET',
    path: '/v1/coins',
    summary:
      'What coins cost by each way to pay, line by line; logged in, also what the caller holds and may buy.',
    access: access.everyone,
    reply: z.object({
      priceIdr: zMoney,
      packages: z.array(zCoinPackage),
      /** Under this age, a guardian's consent and a monthly cap. */
      adultAge: z.int(),
      refundDays: z.int(),
      wallet: zWallet.nullable(),
    }),
  }),
  buy: route({
    method: 'POST',
    path: '/v1/coins/purchases',
    summary:
      'Ask for coins. They are there when the payment is paid; the same purchaseId again is the same purchase.',
    access: access.signedIn,
    body: z.strictObject({
      /** Made by the client, so that a second submit buys nothing twice. */
      purchaseId: zUuid,
      packageId: z.string().min(1).max(40),
      method: zMethod,
      /** Needed once, with the first purchase. */
      birthYear: z.int().optional(),
      /** A parent or guardian agrees: needed once from those under age. */
      guardianConsent: z.boolean().optional(),
    }),
    reply: z.object({ purchase: zPurchase }),
    status: 201,
    refusals: [
      identityRefusals.login_required,
      coinsRefusals.package_not_found,
      coinsRefusals.method_not_found,
      coinsRefusals.birth_year_needed,
      coinsRefusals.birth_year_wrong,
      coinsRefusals.guardian_consent_needed,
      coinsRefusals.held_too_much,
      coinsRefusals.day_limit,
      coinsRefusals.minor_month_limit,
      coinsRefusals.buying_blocked,
      coinsRefusals.purchase_id_used,
      paymentRefusals.payment_out_of_range,
      paymentRefusals.too_many_payments,
    ],
    example: {
      purchaseId: '019aaaaa-0000-7000-8000-0000000000c1',
      packageId: 'koin-100',
      method: 'bank-transfer',
      birthYear: 1998,
    },
    limit: 30,
  }),
  listPurchases: route({
    method: 'GET',
    path: '/v1/coins/purchases',
    summary: "The caller's purchases, newest first, and what of each can still be given back.",
    access: access.signedIn,
    query: zPage,
    reply: z.object({ purchases: z.array(zPurchase), nextCursor: z.string().nullable() }),
    refusals: [identityRefusals.login_required, commonRefusals.cursor_unknown],
  }),
  history: route({
    method: 'GET',
    path: '/v1/me/coin-history',
    summary: 'Every coin that came and went, newest first.',
    access: access.signedIn,
    query: zPage,
    reply: z.object({ entries: z.array(zCoinEntry), nextCursor: z.string().nullable() }),
    refusals: [identityRefusals.login_required, commonRefusals.cursor_unknown],
  }),
  refund: route({
    method: 'POST',
    path: '/v1/coins/refunds',
    summary: 'Give unspent coins of a purchase back for money. The same refundId again is the same refund.',
    access: access.signedIn,
    body: z.strictObject({
      /** Made by the client. */
      refundId: zUuid,
      purchaseId: zUuid,
      /** All that can be given back, unless told. */
      coins: zWholeAmount.optional(),
    }),
    reply: z.object({ refund: zCoinRefund, purchase: zPurchase }),
    status: 201,
    refusals: [
      identityRefusals.login_required,
      coinsRefusals.purchase_not_found,
      coinsRefusals.purchase_not_paid,
      coinsRefusals.refund_too_late,
      coinsRefusals.refund_too_much,
      coinsRefusals.refund_id_used,
    ],
    example: {
      refundId: '019aaaaa-0000-7000-8000-0000000000c2',
      purchaseId: '019aaaaa-0000-7000-8000-0000000000c1',
    },
    limit: 30,
  }),
  oversee: route({
    method: 'GET',
    path: '/v1/admin/coins',
    summary: 'For operators: what is sold, spent, given back and held, the float behind it, and who owes.',
    access: access.operators,
    reply: z.object({
      soldCoins: zCoins,
      spentCoins: zCoins,
      returnedCoins: zCoins,
      heldCoins: zCoins,
      floatIdr: zMoney,
      alarmIdr: zMoney,
      alarm: z.boolean(),
      /** What is wrong with the books of coins; empty when sold − spent − returned = held, and held × price = float.
       *  held: one account's coins differ from its history · total, issued, float: from what all hold */
      faults: z.array(
        z.object({
          what: z.enum(coinFaults),
          accountId: zUuid.nullable(),
          expected: zMoney,
          found: zMoney,
        }),
      ),
      lossIdr: zMoney,
      debtors: z.array(z.object({ accountId: zUuid, handle: z.string().nullable(), owedIdr: zMoney })),
    }),
    refusals: [identityRefusals.login_required, identityRefusals.not_allowed],
    // Each call counts every coin.
    limit: 12,
  }),
  settleDebt: route({
    method: 'POST',
    path: '/v1/admin/coin-debts/settle',
    summary: 'For operators: the account has settled what a chargeback left open, and may buy coins again.',
    access: access.operators,
    body: z.strictObject({ accountId: zUuid, note: z.string().trim().min(3).max(300) }),
    reply: z.object({ accountId: zUuid, owedIdr: zMoney }),
    refusals: [identityRefusals.login_required, identityRefusals.not_allowed, coinsRefusals.holder_not_found],
    example: { accountId: '019aaaaa-0000-7000-8000-0000000000c3', note: 'Transfer BCA 23 Nov diterima' },
  }),
}
export type CoinsRoutes = RouteMap<typeof coinsRoutes>
