/** What a route promises, in a form that the server serves, OpenAPI prints and the web app's types read.
 *  Browser-safe: nothing here touches Node. */
import { z } from 'zod'

/** One text in the two languages of the stage. */
export interface Words {
  readonly en: string
  readonly id: string
}

type RefusalTexts = Words & {
  readonly status: number
  /** Words for a parameter whose values are codes: `{ state: { declined: { en, id } } }`. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, Words>>>>
}

/** A refusal is an answer for people: its code is stable, its text exists in both languages.
 *  Texts may hold `{placeholders}` that are filled from the refusal's parameters. */
export type RefusalSpec = RefusalTexts & { readonly code: string }

/** Names a module's refusals: the key is the code. */
export function refusals<const T extends Record<string, RefusalTexts>>(
  texts: T,
): { readonly [K in keyof T]: RefusalSpec } {
  const named: Record<string, RefusalSpec> = {}
  for (const [code, text] of Object.entries(texts)) named[code] = { code, ...text }
  return named as { readonly [K in keyof T]: RefusalSpec }
}

/** One expected answer a persona: `allow`, or the code of the refusal that the persona meets. */
export type Access = Readonly<Record<string, string>>

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Shape = z.ZodType | undefined

export interface RouteSpec<
  M extends Method = Method,
  P extends string = string,
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends Shape = Shape,
  Reply extends z.ZodType | 'raw' = z.ZodType | 'raw',
> {
  readonly method: M
  readonly path: P
  /** One line for the API page. */
  readonly summary: string
  readonly access: Access
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** `raw`: the handler writes the reply itself (streams, files). */
  readonly reply: Reply
  /** 200 unless told. */
  readonly status?: number
  readonly refusals?: readonly RefusalSpec[]
  /** A body that the API page shows and the authorisation test sends. */
  readonly example?: Readonly<Record<string, unknown>>
  /** Calls a minute from one account (or, logged out, one address). 300 unless told. */
  readonly limit?: number
  /** Largest body in bytes; 64 KiB unless told. */
  readonly bodyLimit?: number
}

export function route<
  const M extends Method,
  const P extends string,
  Params extends Shape = undefined,
  Query extends Shape = undefined,
  Body extends Shape = undefined,
  Reply extends z.ZodType | 'raw' = 'raw',
>(spec: RouteSpec<M, P, Params, Query, Body, Reply>): RouteSpec<M, P, Params, Query, Body, Reply> {
  return spec
}

// A route's optional parts read as `Schema | undefined`; what is left without `undefined` is what was declared.
export type Input<T> = Exclude<T, undefined> extends infer S extends z.ZodType ? z.input<S> : undefined
export type Output<T> = Exclude<T, undefined> extends infer S extends z.ZodType ? z.output<S> : undefined

/** `{ 'GET /v1/feed': typeof routes.readFeed, … }`: how the web app names a call. */
export type RouteMap<T extends Record<string, RouteSpec>> = {
  [K in keyof T as `${T[K]['method']} ${T[K]['path']}`]: T[K]
}

const ownWords = new WeakMap<object, Words>()

/** A check's own message in both languages, where the schema library's is of no use to a person:
 *  `z.string().regex(/…/, { error: inWords({ en, id }) })`. A plain text there would be told in one language only.
 *  The function itself says nothing: platform/http knows the caller's language and asks for {@link ownWordsOf}. */
export function inWords(words: Words): () => undefined {
  const silent = (): undefined => undefined
  ownWords.set(silent, words)
  return silent
}

/** @returns what {@link inWords} was given for this schema or check */
export function ownWordsOf({ _zod: { def } }: z.core.$ZodType | z.core.$ZodCheck): Words | undefined {
  return def.error && ownWords.get(def.error)
}

// JSON forms shared by every contract. An int8 never travels as a JS number.
/** One spelling: what is compared, kept in a set or part of a file's name is in lower case. */
export const zUuid = z.uuid().toLowerCase()
/** From the year 1000 to 2999: PostgreSQL knows no year 0, and no calendar here a year of five digits. */
export const zDay = z.iso.date().regex(/^[12]/)
export const zInstant = z.iso.datetime({ offset: true })
/** Money on the wire: a decimal string of minor (or micro) units. */
export const zMoney = z.string().regex(/^-?\d{1,19}$/)
/** An amount that a person enters, in whole rupiah (or coins), from 1 to 10^15 − 1: with a tax, a fee and a price per piece
 *  on top it still fits into an int8. What a module takes of it is the module's to say, in its own words. */
export const zWholeAmount = z.string().regex(/^[1-9]\d{0,14}$/, {
  error: inWords({
    en: 'a whole number from 1 on, digits only',
    id: 'bilangan utuh mulai dari 1, angka saja',
  }),
})
/** A place in a list, as the page before gave it: platform/pages.ts writes and reads it. */
export const zCursor = z.string().max(200)
/** What a list is asked by. */
export const zPage = z.object({
  cursor: zCursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
})

/** Refusals that any route can meet; raised by platform/http. */
export const commonRefusals = refusals({
  bad_request: {
    status: 400,
    en: 'We could not read this request: {detail}. Nothing was changed.',
    id: 'Permintaan ini tidak terbaca: {detail}. Tidak ada yang berubah.',
  },
  body_too_large: {
    status: 413,
    en: 'This request is larger than {limit} bytes. Nothing was changed.',
    id: 'Permintaan ini lebih besar dari {limit} byte. Tidak ada yang berubah.',
  },
  headers_too_large: {
    status: 431,
    en: 'The address or the headers of this request are too long. Nothing was changed.',
    id: 'Alamat atau header permintaan ini terlalu panjang. Tidak ada yang berubah.',
  },
  not_found: {
    status: 404,
    en: 'There is nothing at this address. It may have been removed.',
    id: 'Tidak ada apa-apa di alamat ini. Mungkin sudah dihapus.',
  },
  cursor_unknown: {
    status: 400,
    en: 'This place in the list is not known. Start from the top.',
    id: 'Posisi daftar ini tidak dikenal. Mulai lagi dari atas.',
  },
  too_many_requests: {
    status: 429,
    en: 'That was a lot at once. Wait {seconds} seconds and try again; nothing was lost.',
    id: 'Terlalu banyak sekaligus. Tunggu {seconds} detik lalu coba lagi; tidak ada yang hilang.',
  },
  cross_site: {
    status: 403,
    en: 'This request came from another site and was not carried out.',
    id: 'Permintaan ini datang dari situs lain dan tidak dijalankan.',
  },
  internal: {
    status: 500,
    en: 'Something broke on our side. It was noted under {requestId}; please try again.',
    id: 'Ada yang rusak di pihak kami. Tercatat sebagai {requestId}; silakan coba lagi.',
  },
  unavailable: {
    status: 503,
    en: 'The stage is catching its breath. Try again in a moment; nothing was lost.',
    id: 'Panggung sedang mengatur napas. Coba lagi sebentar; tidak ada yang hilang.',
  },
})
