/** Gifts for coins and tips in rupiah: what there is to give, what of it the creator gets, and what was given. */
import { z } from 'zod'
import {
  commonRefusals,
  inWords,
  refusals,
  route,
  type RouteMap,
  zDay,
  zInstant,
  zMoney,
  zPage,
  zUuid,
  zWholeAmount,
} from '../../platform/contract.ts'
import { coinsRefusals, zQuote } from '../coins/contract.ts'
import { access, identityRefusals, zHandle } from '../identity/contract.ts'
import { paymentRefusals } from '../payments/contract.ts'

export const giftsRefusals = refusals({
  gift_not_offered: {
    status: 404,
    en: 'This gift is not offered any more. Nothing was spent; choose another.',
    id: 'Hadiah ini sudah tidak tersedia. Tidak ada yang terpakai; pilih yang lain.',
  },
  receiver_not_found: {
    status: 404,
    en: 'Who this is for is not here any more. Nothing was spent.',
    id: 'Penerimanya sudah tidak ada di sini. Tidak ada yang terpakai.',
  },
  gift_to_oneself: {
    status: 422,
    en: 'You cannot give to yourself. Nothing was spent.',
    id: 'Kamu tidak bisa memberi kepada diri sendiri. Tidak ada yang terpakai.',
  },
  gift_id_used: {
    status: 409,
    en: 'This gift was already sent with other terms. Nothing more was spent.',
    id: 'Hadiah ini sudah terkirim dengan isi yang berbeda. Tidak ada lagi yang terpakai.',
  },
  tip_out_of_range: {
    status: 422,
    en: 'Choose a tip from Rp{min} to Rp{max}. Nothing was charged.',
    id: 'Pilih tip dari Rp{min} sampai Rp{max}. Tidak ada yang ditagih.',
  },
  tip_id_used: {
    status: 409,
    en: 'This tip was already asked for with other terms. Nothing more was charged.',
    id: 'Tip ini sudah diminta dengan isi yang berbeda. Tidak ada lagi yang ditagih.',
  },
})

/** Names of icons in the one set (Lucide); the app draws them. */
export const giftIcons = [
  'coffee',
  'cookie',
  'rose',
  'heart',
  'flower-2',
  'star',
  'sparkles',
  'soup',
  'cake-slice',
  'music',
  'guitar',
  'drum',
  'mic-vocal',
  'ticket',
  'sun',
  'flame',
  'gem',
  'crown',
  'trophy',
  'rocket',
  'sailboat',
  'mountain',
  'palmtree',
  'clapperboard',
  'theater',
  'spotlight',
  'party-popper',
] as const
export const zGiftIcon = z.enum(giftIcons)

const zWords = z.object({ en: z.string(), id: z.string() })
const zCoins = zMoney

/** The creator's part of what is given: printed wherever something can be given. */
export const zShare = z.object({ num: z.int(), den: z.int(), from: zDay })

export const zGiftItem = z.object({
  id: z.string(),
  name: zWords,
  icon: zGiftIcon,
  coins: zCoins,
  /** What it is worth: coins × Rp100. */
  worthIdr: zMoney,
  /** What the creator gets of it. */
  creatorIdr: zMoney,
  active: z.boolean(),
})

const zPerson = z.object({ id: zUuid, handle: z.string(), displayName: z.string() })

export const zGiven = z.object({
  id: zUuid,
  kind: z.enum(['gift', 'tip']),
  /** A tip waits until its payment is paid; a gift is sent at once. */
  state: z.enum(['sent', 'waiting', 'lapsed', 'returned']),
  at: zInstant,
  /** null when the account is gone. */
  from: zPerson.nullable(),
  to: zPerson.nullable(),
  videoId: zUuid.nullable(),
  /** Gifts only. */
  item: z.object({ id: z.string(), name: zWords, icon: zGiftIcon }).nullable(),
  count: z.int(),
  coins: zCoins.nullable(),
  /** What it is worth, before anyone's part is taken. */
  worthIdr: zMoney,
  creatorIdr: zMoney,
  message: z.string().nullable(),
  paymentId: zUuid.nullable(),
})

export const zSupporter = z.object({ account: zPerson, coins: zCoins })

const zGivenPage = z.object({ given: z.array(zGiven), nextCursor: z.string().nullable() })
const zMessage = z.string().trim().min(1).max(140)
const zMethod = z.string().min(1).max(60)
const zTarget = {
  /** Exactly one of the two: a clip, or a creator. */
  videoId: zUuid.optional(),
  handle: zHandle.optional(),
}
const oneTarget = (body: { videoId?: string | undefined; handle?: string | undefined }): boolean =>
  (body.videoId === undefined) !== (body.handle === undefined)
const oneTargetWords = {
  error: inWords({ en: 'name either a clip or a creator', id: 'sebutkan satu klip atau satu kreator' }),
}
const targetRefusals = [giftsRefusals.receiver_not_found, giftsRefusals.gift_to_oneself]

export const giftsRoutes = {
  catalogue: route({
    method: 'GET',
    path: '/v1/gifts',
    summary: 'What can be given, what it costs in coins, and what of it the creator gets.',
    access: access.everyone,
    reply: z.object({ gifts: z.array(zGiftItem), share: zShare, countMax: z.int() }),
  }),
  send: route({
    method: 'POST',
    path: '/v1/gifts',
    summary: 'Send a gift to a clip or a creator. The same giftId again is the same gift.',
    access: access.signedIn,
    body: z
      .strictObject({
        /** Made by the client, so that a second tap on a slow line spends nothing twice. */
        giftId: zUuid,
        /** Which gift of the catalogue. */
        item: z.string().min(1).max(40),
        count: z.int().min(1).max(99).optional(),
        ...zTarget,
        message: zMessage.optional(),
      })
      .refine(oneTarget, oneTargetWords),
    reply: z.object({
      gift: zGiven,
      /** What the sender holds now. */
      coins: zCoins,
    }),
    status: 201,
    refusals: [
      identityRefusals.login_required,
      giftsRefusals.gift_not_offered,
      giftsRefusals.gift_id_used,
      coinsRefusals.not_enough_coins,
      ...targetRefusals,
    ],
    example: {
      giftId: '019aaaaa-0000-7000-8000-0000000000d1',
      item: 'mawar',
      count: 1,
      handle: 'sari.senja',
      message: 'Semangat terus!',
    },
    limit: 120,
  }),
  received: route({
    method: 'GET',
    path: '/v1/me/gifts/received',
    summary: 'Gifts and tips that the caller received, newest first.',
    access: access.signedIn,
    query: zPage,
    reply: zGivenPage,
    refusals: [identityRefusals.login_required, commonRefusals.cursor_unknown],
  }),
  sent: route({
    method: 'GET',
    path: '/v1/me/gifts/sent',
    summary: 'Gifts and tips that the caller sent, newest first.',
    access: access.signedIn,
    query: zPage,
    reply: zGivenPage,
    refusals: [identityRefusals.login_required, commonRefusals.cursor_unknown],
  }),
  ofVideo: route({
    method: 'GET',
    path: '/v1/videos/:videoId/gifts',
    summary: 'How much was given to a clip, and by whom most (those who let themselves be named).',
    access: access.everyone,
    params: z.object({ videoId: zUuid }),
    reply: z.object({ gifts: z.int(), coins: zCoins, supporters: z.array(zSupporter) }),
    refusals: [giftsRefusals.receiver_not_found],
  }),
  ofProfile: route({
    method: 'GET',
    path: '/v1/profiles/:handle/supporters',
    summary: 'How much was given to a creator, and by whom most (those who let themselves be named).',
    access: access.everyone,
    params: z.object({ handle: zHandle }),
    reply: z.object({ gifts: z.int(), coins: zCoins, supporters: z.array(zSupporter) }),
    refusals: [giftsRefusals.receiver_not_found],
  }),
  readNaming: route({
    method: 'GET',
    path: '/v1/me/supporter',
    summary: 'Whether the caller is named among top supporters.',
    access: access.signedIn,
    reply: z.object({ named: z.boolean() }),
    refusals: [identityRefusals.login_required],
  }),
  changeNaming: route({
    method: 'PUT',
    path: '/v1/me/supporter',
    summary: 'Be named among top supporters, or not.',
    access: access.signedIn,
    body: z.strictObject({ named: z.boolean() }),
    reply: z.object({ named: z.boolean() }),
    refusals: [identityRefusals.login_required],
    example: { named: true },
  }),
  priceTip: route({
    method: 'GET',
    path: '/v1/tips/price',
    summary: 'What a tip costs by each way to pay, line by line, and what of it the creator gets.',
    access: access.everyone,
    query: z.object({ amountIdr: zWholeAmount }),
    reply: z.object({
      amountIdr: zMoney,
      creatorIdr: zMoney,
      platformIdr: zMoney,
      share: zShare,
      minIdr: zMoney,
      maxIdr: zMoney,
      quotes: z.array(zQuote),
    }),
    refusals: [giftsRefusals.tip_out_of_range],
  }),
  tip: route({
    method: 'POST',
    path: '/v1/tips',
    summary: 'Tip a creator in rupiah: answers the payment to make. The same tipId again is the same tip.',
    access: access.signedIn,
    body: z
      .strictObject({
        /** Made by the client. */
        tipId: zUuid,
        ...zTarget,
        amountIdr: zWholeAmount,
        method: zMethod,
        message: zMessage.optional(),
      })
      .refine(oneTarget, oneTargetWords),
    reply: z.object({
      tip: zGiven,
      paymentId: zUuid,
      quote: zQuote,
      creatorIdr: zMoney,
      platformIdr: zMoney,
    }),
    status: 201,
    refusals: [
      identityRefusals.login_required,
      giftsRefusals.tip_out_of_range,
      giftsRefusals.tip_id_used,
      paymentRefusals.payment_out_of_range,
      paymentRefusals.too_many_payments,
      coinsRefusals.method_not_found,
      ...targetRefusals,
    ],
    example: {
      tipId: '019aaaaa-0000-7000-8000-0000000000d2',
      handle: 'sari.senja',
      amountIdr: '10000',
      method: 'bank-transfer',
      message: 'Terima kasih ilmunya',
    },
    limit: 30,
  }),
  listItems: route({
    method: 'GET',
    path: '/v1/admin/gifts',
    summary: 'For operators: the whole catalogue, also what is not offered now.',
    access: access.operators,
    reply: z.object({ gifts: z.array(zGiftItem) }),
    refusals: [identityRefusals.login_required, identityRefusals.not_allowed],
  }),
  putItem: route({
    method: 'PUT',
    path: '/v1/admin/gifts/:itemId',
    summary:
      'For operators: add a gift to the catalogue or change one. What was given keeps what it was given for.',
    access: access.operators,
    params: z.object({ itemId: z.string().regex(/^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/) }),
    body: z.strictObject({
      name: z.strictObject({ en: z.string().trim().min(1).max(40), id: z.string().trim().min(1).max(40) }),
      icon: zGiftIcon,
      coins: z.string().regex(/^[1-9]\d{0,5}$/, {
        error: inWords({ en: 'a whole number of coins, digits only', id: 'jumlah koin utuh, angka saja' }),
      }),
      active: z.boolean(),
    }),
    reply: z.object({ gift: zGiftItem }),
    refusals: [identityRefusals.login_required, identityRefusals.not_allowed],
    example: { name: { en: 'Rose', id: 'Mawar' }, icon: 'rose', coins: '5', active: true },
  }),
}
export type GiftsRoutes = RouteMap<typeof giftsRoutes>
