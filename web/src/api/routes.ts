/** The calls the app may make, by `METHOD /path`, read from the modules' contracts.
 *  Only types are imported: no schema reaches the browser. */
import type * as admin from '@contract/admin'
import type * as ads from '@contract/ads'
import type * as captions from '@contract/captions'
import type * as coins from '@contract/coins'
import type * as drafts from '@contract/drafts'
import type * as earnings from '@contract/earnings'
import type * as feed from '@contract/feed'
import type * as gifts from '@contract/gifts'
import type * as hearing from '@contract/hearing'
import type * as identity from '@contract/identity'
import type * as media from '@contract/media'
import type * as payments from '@contract/payments'
import type * as payouts from '@contract/payouts'
import type * as playback from '@contract/playback'
import type * as revenue from '@contract/revenue'
import type * as search from '@contract/search'
import type * as social from '@contract/social'
import type * as sounds from '@contract/sounds'
import type * as studio from '@contract/studio'
import type * as subscriptions from '@contract/subscriptions'
import type * as tastes from '@contract/tastes'
import type * as tax from '@contract/tax'
import type * as transparency from '@contract/transparency'
import type * as tuning from '@contract/tuning'
import type * as videos from '@contract/videos'
import type { Input, Output, RouteSpec } from '@platform/contract'

/** The routes among a contract's exports, named one by one or gathered in an object. */
type SpecsOf<M> = {
  [K in keyof M]: M[K] extends RouteSpec
    ? M[K]
    : M[K] extends Readonly<Record<string, RouteSpec>>
      ? M[K][keyof M[K]]
      : never
}[keyof M]
type Specs =
  | SpecsOf<typeof identity>
  | SpecsOf<typeof media>
  | SpecsOf<typeof social>
  | SpecsOf<typeof playback>
  | SpecsOf<typeof tastes>
  | SpecsOf<typeof feed>
  | SpecsOf<typeof revenue>
  | SpecsOf<typeof studio>
  | SpecsOf<typeof admin>
  | SpecsOf<typeof ads>
  | SpecsOf<typeof earnings>
  | SpecsOf<typeof tax>
  | SpecsOf<typeof subscriptions>
  | SpecsOf<typeof gifts>
  | SpecsOf<typeof coins>
  | SpecsOf<typeof payments>
  | SpecsOf<typeof payouts>
  | SpecsOf<typeof transparency>
  | SpecsOf<typeof hearing>
  | SpecsOf<typeof tuning>
  | SpecsOf<typeof search>
  | SpecsOf<typeof sounds>
  | SpecsOf<typeof drafts>
  | SpecsOf<typeof videos>
  | SpecsOf<typeof captions>

type Part<N extends string, T> = [T] extends [undefined] ? unknown : { readonly [P in N]: T }
type CallOf<S extends RouteSpec> = {
  readonly needs: Part<'params', Input<S['params']>> &
    Part<'query', Input<S['query']>> &
    Part<'body', Input<S['body']>>
  readonly reply: Output<S['reply']>
}
type Contracted = { [S in Specs as `${S['method']} ${S['path']}`]: CallOf<S> }
type Calls = Contracted

export type RouteKey = keyof Calls & string
export type Reply<K extends RouteKey> = Calls[K]['reply']
type Needs<K extends RouteKey> = Calls[K]['needs']
/** The argument is optional only where the route needs nothing. */
export type CallArgs<K extends RouteKey, Options> =
  unknown extends Needs<K> ? [options?: Options] : [args: Needs<K> & Options]
/** One part of a call: `RouteArg<'POST /v1/session', 'body'>`. */
export type RouteArg<K extends RouteKey, N extends string> =
  Needs<K> extends { readonly [P in N]: infer V } ? V : never

export type Account = NonNullable<Reply<'GET /v1/me'>['account']>
export type Limits = Reply<'GET /v1/limits'>
export type UploadState = Reply<'GET /v1/uploads/:uploadId/state'>
export type Slot = Reply<'GET /v1/feed'>['slots'][number]
export type FeedTab = Reply<'GET /v1/feed'>['tab']
export type VideoCard = NonNullable<Reply<'GET /v1/videos/:videoId'>['card']>
export type OwnVideo = NonNullable<Reply<'GET /v1/videos/:videoId'>['own']>
export type Extras = Reply<'GET /v1/videos/:videoId/extras'>
export type VideoDownload = Reply<'GET /v1/videos/:videoId/download'>['download']
export type Visibility = VideoCard['visibility']
export type ToldWish = Reply<'GET /v1/tastes'>['wishes'][number]
export type WishKind = ToldWish['kind']
export type SearchKind = NonNullable<RouteArg<'GET /v1/search', 'query'>['kind']>
export type Found = Reply<'GET /v1/search'>
export type Suggestion = Reply<'GET /v1/search/suggest'>['suggestions'][number]
export type Sound = Reply<'GET /v1/sounds/:soundId'>['sound']
export type DraftSummary = Reply<'GET /v1/drafts'>['drafts'][number]
