/** Who someone is: accounts, sessions, tokens. Also the personas that every route of the product answers for. */
import { z } from 'zod'
import {
  type Access,
  inWords,
  refusals,
  route,
  type RouteMap,
  zInstant,
  zUuid,
} from '../../platform/contract.ts'

export const identityRefusals = refusals({
  login_required: {
    status: 401,
    en: 'Log in to do this. What you entered stays on this page.',
    id: 'Masuk dulu untuk melakukan ini. Isianmu tetap ada di halaman ini.',
  },
  not_allowed: {
    status: 403,
    en: 'This account may not do this. Nothing was changed.',
    id: 'Akun ini tidak boleh melakukan ini. Tidak ada yang berubah.',
  },
  login_failed: {
    status: 401,
    en: 'Handle and password do not match. Check both and try again.',
    id: 'Nama pengguna dan kata sandi tidak cocok. Periksa keduanya lalu coba lagi.',
  },
  login_throttled: {
    status: 429,
    en: 'Too many attempts. Wait {seconds} seconds and try again.',
    id: 'Terlalu banyak percobaan. Tunggu {seconds} detik lalu coba lagi.',
  },
  handle_taken: {
    status: 409,
    en: '@{handle} is taken. Choose another; the rest of your form is kept.',
    id: '@{handle} sudah dipakai. Pilih yang lain; isian lainnya tetap ada.',
  },
  handle_reserved: {
    status: 422,
    en: '@{handle} is reserved. Choose another; the rest of your form is kept.',
    id: '@{handle} tidak bisa dipakai. Pilih yang lain; isian lainnya tetap ada.',
  },
  password_weak: {
    status: 422,
    en: 'This password is too easy to guess. Use at least 10 characters that are not a common password or your handle.',
    id: 'Kata sandi ini terlalu mudah ditebak. Pakai paling sedikit 10 karakter, bukan kata sandi umum atau nama penggunamu.',
  },
  password_wrong: {
    status: 403,
    en: 'The current password is not right. Nothing was changed.',
    id: 'Kata sandi sekarang tidak benar. Tidak ada yang berubah.',
  },
  too_many_tokens: {
    status: 409,
    en: 'You have {count} tokens already. Remove one first.',
    id: 'Kamu sudah punya {count} token. Hapus satu dulu.',
  },
})

/** visitor: logged out · viewer: any account · owner: the account the thing belongs to · other: another creator */
export const personas = ['visitor', 'viewer', 'owner', 'other', 'merchant', 'moderator', 'operator'] as const
export type Persona = (typeof personas)[number]

const same = (answer: string): Record<Persona, string> => ({
  visitor: answer,
  viewer: answer,
  owner: answer,
  other: answer,
  merchant: answer,
  moderator: answer,
  operator: answer,
})

/** For its owner; to everyone else who is logged in the thing does not exist. @param code of the refusal that says so */
export const ownersOnly = (code: string): Record<Persona, string> => ({
  ...same(code),
  visitor: 'login_required',
  owner: 'allow',
})

/** The usual rows of the access table; a route with an unusual one spells it out. */
export const access = {
  everyone: same('allow'),
  signedIn: { ...same('allow'), visitor: 'login_required' },
  /** A stranger learns nothing, not even that the thing exists. */
  ownerOrNotFound: ownersOnly('not_found'),
  merchants: { ...same('not_allowed'), visitor: 'login_required', merchant: 'allow' },
  operators: { ...same('not_allowed'), visitor: 'login_required', operator: 'allow' },
} as const satisfies Record<string, Access>

export const zHandle = z.string().regex(/^[a-z0-9](?:[a-z0-9_.]{1,28})[a-z0-9]$/, {
  error: inWords({
    en: 'three to thirty of a-z, 0-9, dot and underscore; a letter or digit first and last',
    id: 'tiga sampai tiga puluh dari a-z, 0-9, titik, dan garis bawah; awal dan akhirnya huruf atau angka',
  }),
})
export const zLang = z.enum(['id', 'en'])
const zDisplayName = z.string().trim().min(1).max(50)
const zPassword = z.string().min(10).max(200)

export const zAccount = z.object({
  id: zUuid,
  handle: z.string(),
  displayName: z.string(),
  bio: z.string(),
  lang: zLang,
  roles: z.array(z.enum(['merchant', 'moderator', 'operator'])),
  createdAt: zInstant,
})
const zToken = z.object({
  id: zUuid,
  label: z.string(),
  createdAt: zInstant,
  lastUsedAt: zInstant.nullable(),
})

export const identityRoutes = {
  register: route({
    method: 'POST',
    path: '/v1/accounts',
    summary: 'Open an account and log in.',
    access: access.everyone,
    body: z.strictObject({
      handle: zHandle,
      displayName: zDisplayName,
      password: zPassword,
      lang: zLang.optional(),
    }),
    reply: z.object({ account: zAccount }),
    status: 201,
    refusals: [
      identityRefusals.handle_taken,
      identityRefusals.handle_reserved,
      identityRefusals.password_weak,
    ],
    example: { handle: 'sari.senja', displayName: 'Sari Senja', password: 'senja-di-pantai-7', lang: 'id' },
    limit: 10,
  }),
  login: route({
    method: 'POST',
    path: '/v1/session',
    summary: 'Log in: sets an http-only session cookie.',
    access: { ...access.everyone },
    body: z.strictObject({ handle: z.string().max(60), password: z.string().max(200) }),
    reply: z.object({ account: zAccount }),
    refusals: [identityRefusals.login_failed, identityRefusals.login_throttled],
    example: { handle: 'sari.senja', password: 'senja-di-pantai-7' },
    limit: 30,
  }),
  logout: route({
    method: 'DELETE',
    path: '/v1/session',
    summary: 'Log out. Twice is the same as once.',
    access: access.everyone,
    reply: z.object({ account: z.null() }),
  }),
  readMe: route({
    method: 'GET',
    path: '/v1/me',
    summary: 'Who the caller is; `account` is null for a visitor.',
    access: access.everyone,
    reply: z.object({ account: zAccount.nullable(), lang: zLang, demo: z.boolean() }),
  }),
  changeMe: route({
    method: 'PATCH',
    path: '/v1/me',
    summary: "Change one's own profile.",
    access: access.signedIn,
    body: z.strictObject({
      displayName: zDisplayName.optional(),
      bio: z.string().trim().max(300).optional(),
      lang: zLang.optional(),
    }),
    reply: z.object({ account: zAccount }),
    refusals: [identityRefusals.login_required],
    example: { bio: 'Senja, kopi, dan cerita.' },
  }),
  changePassword: route({
    method: 'POST',
    path: '/v1/me/password',
    summary: 'Change the password; every other session ends.',
    access: { ...access.signedIn },
    body: z.strictObject({ current: z.string().max(200), next: zPassword }),
    reply: z.object({ endedSessions: z.int() }),
    refusals: [
      identityRefusals.login_required,
      identityRefusals.password_wrong,
      identityRefusals.password_weak,
    ],
    limit: 10,
  }),
  listTokens: route({
    method: 'GET',
    path: '/v1/me/tokens',
    summary: 'The API tokens of the account (never their secrets).',
    access: access.signedIn,
    reply: z.object({ tokens: z.array(zToken) }),
    refusals: [identityRefusals.login_required],
  }),
  makeToken: route({
    method: 'POST',
    path: '/v1/me/tokens',
    summary: 'Make an API token; its secret is shown this once. Send it as `Authorization: Bearer …`.',
    access: access.signedIn,
    body: z.strictObject({ label: z.string().trim().min(1).max(60) }),
    reply: z.object({ token: zToken, secret: z.string() }),
    status: 201,
    refusals: [identityRefusals.login_required, identityRefusals.too_many_tokens],
    example: { label: 'Unggah dari laptop' },
    limit: 10,
  }),
  removeToken: route({
    method: 'DELETE',
    path: '/v1/me/tokens/:tokenId',
    summary: 'Remove an API token. Twice is the same as once.',
    access: access.signedIn,
    params: z.object({ tokenId: zUuid }),
    reply: z.object({ removed: z.boolean() }),
    refusals: [identityRefusals.login_required],
  }),
}
export type IdentityRoutes = RouteMap<typeof identityRoutes>
