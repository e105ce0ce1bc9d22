/** Tastes keeps what viewers say about their feed, and what of their watching may be learned from.
 *  - What is said holds from the very next page on, on every node within a second.
 *  - Of one tag only the last word counts; whatever is said can be taken back.
 *  - Whom a viewer blocks, and who blocks them, is read with what they said, so that it holds from then on as well.
 *  - Whoever says that they are 18 or older may see what is 18+, until they take it back or their age becomes known.
 *  - What is deleted from a history is neither shown nor learned from; what creators were paid for it stays.
 *  - In which region a viewer wants to know what is rising, they say themselves; it is never guessed, and told to nobody.
 *  - It belongs to a viewer key: an account, or the browser of someone without one. */
import type { Clock } from '../../platform/clock.ts'
import { createListener, type Db, type Tx } from '../../platform/db/index.ts'
import type { Logger } from '../../platform/log.ts'
import type { Playback, Watched } from '../playback/index.ts'
import type { Social } from '../social/index.ts'
import { bringAlong } from './bring-along.ts'
import {
  changeSwitches,
  readSettings,
  resetFeed,
  type Settings,
  type Switches,
  undoReset,
} from './change-learning.ts'
import { changeViewer } from './change-viewer.ts'
import type { TastesConfig } from './config.ts'
import { type DescribeDeps, describeNoticed, describeWatched, describeWishes } from './describe-tastes.ts'
import { deleteClip, deleteStretch } from './forget-watches.ts'
import { forgetNoticed, readNoticed } from './notice.ts'
import { rememberWishes } from './remember-wishes.ts'
import { sayWish, takeBackWish, type Wish } from './say-wish.ts'
import { type AgeDeps, stateAge } from './state-age.ts'
import * as store from './store.ts'
import { countUnwanted, listInRegion, listUnmeasured } from './store-figures.ts'
import { deleteBefore } from './store-history.ts'
import { findLearnable } from './store-learnable.ts'
import { watchedBy } from './watched.ts'
import { noWishes, unsaid, type Wishes, wishesFrom } from './wish.ts'

export type { Settings } from './change-learning.ts'
export { tastesConfig } from './config.ts'
export { foldWords, holdsWord } from './fold-words.ts'
export { mountTastes } from './http.ts'
export type { Wish } from './say-wish.ts'
export { noWishes, type Wishes } from './wish.ts'

export interface TastesDeps extends DescribeDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly timeZone: string
  readonly config: TastesConfig
  readonly playback: Pick<Playback, 'watched'>
  readonly social: Pick<Social, 'apartFrom' | 'apartAmong'>
  readonly isKnownMinor: AgeDeps['isKnownMinor']
}

interface Viewer {
  readonly viewerKey: string
  /** undefined: logged out. */
  readonly account: string | undefined
}

type Told = Awaited<ReturnType<typeof describeWishes>>[number]

export interface Tastes {
  /** At once when this process knows the viewer. Keeps listening for changes until {@link Tastes.stop}. */
  wishes(viewerKey: string): Wishes | Promise<Wishes>
  /** Called when a viewer's wishes changed, whichever process changed them; {@link Tastes.wishes} gives the new ones. */
  onChange(listener: (viewerKey: string) => void): void
  /** Whom these may see changes when the transaction commits: every process reads it again then. @returns what to call
   *  once it is committed, so that this process does not wait for the notice */
  outdate(tx: Tx, viewerKeys: readonly string[]): Promise<() => void>
  /** Clips that may be learned from, the latest first: not what was deleted, or watched before a reset or in a pause. */
  learnable(viewerKey: string, limit: number): Promise<Watched[]>
  /** For each watch, whether it may be learned from; by the same rule. @param watches.at when it was offered */
  learnableAmong(
    watches: readonly { readonly viewerKey: string; readonly videoId: string; readonly at: Date }[],
  ): Promise<boolean[]>
  /** @returns it as it is kept. @throws Refusal wish_unclear, too_many_wishes */
  say(viewerKey: string, wish: Wish): Promise<Wish>
  /** @returns whether it had been said */
  takeBack(viewerKey: string, wish: Wish): Promise<boolean>
  change(viewerKey: string, switches: Switches): Promise<Settings>
  /** Viewers who chose the region and may be measured, at most `limit`, those who changed something last first. */
  viewersIn(region: string, limit: number): Promise<string[]>
  /** @throws Refusal age_contradicted */
  stateAge(accountId: string, isAdult: boolean): Promise<Date | null>
  /** Since when the account says that its owner is 18 or older, asked anew each time; null: it does not. */
  adultSince(accountId: string): Promise<Date | null>
  /** It became known that they are under age: their statement ends with the transaction. @returns what to call once it is
   *  committed, as {@link Tastes.outdate} does */
  endAdult(tx: Tx, accountId: string): Promise<() => void>
  reset(viewerKey: string): Promise<Settings>
  /** @throws Refusal reset_undo_too_late */
  undoReset(viewerKey: string): Promise<Settings>
  /** Everything said and noticed. */
  read(
    viewer: Viewer,
    deviceKey: string,
  ): Promise<{
    settings: Settings
    wishes: Told[]
    noticed: Awaited<ReturnType<typeof describeNoticed>>
    onDevice: number
  }>
  /** @returns how many clips are not learned from any more */
  forgetNoticed(
    viewer: Viewer,
    noticed: { readonly kind: 'tag' | 'creator'; readonly subject: string },
  ): Promise<number>
  /** @param asked.before a ticket's id: go on below it */
  history(
    viewer: Viewer,
    asked: { readonly before: string | undefined; readonly limit: number },
  ): Promise<(Watched & { readonly clip: ShownClip | null })[]>
  deleteClip(viewerKey: string, videoId: string): Promise<void>
  deleteStretch(
    viewerKey: string,
    stretch: { readonly from: Date | undefined; readonly to: Date | undefined },
  ): Promise<void>
  /** @returns how many wishes came from the browser into the account */
  bringAlong(accountId: string, deviceKey: string): Promise<number>
  /** All wishes and switches as on the first day, and nothing watched so far counts. */
  startOver(viewerKey: string): Promise<Settings>
  /** How often each viewer said that something was not wanted, from `from` to `since` and from there to `to`. */
  unwantedBetween(
    from: Date,
    since: Date,
    to: Date,
  ): Promise<{ viewerKey: string; before: number; after: number }[]>
  /** Viewers who switched the personal feed, or learning, off: nothing is measured of them. */
  unmeasured(): Promise<ReadonlySet<string>>
  /** For the erasure of an account: every row that is theirs. */
  forget(viewerKey: string): Promise<void>
  stop(): Promise<void>
}

type ShownClip = Awaited<ReturnType<typeof describeWatched>> extends Map<string, infer T> ? T : never

export function createTastes(deps: TastesDeps): Tastes {
  const { db } = deps
  const listener = createListener(db.url, store.changedChannel, (err) =>
    deps.log.warn({ event: 'tastes-not-heard', err }),
  )
  const memory = rememberWishes(async (viewerKey) => {
    // The row first: its version is new when a block is committed, and then the block is read after it.
    const row = await store.findWishes(db, viewerKey)
    const apart = await deps.social.apartFrom(viewerKey)
    return row || apart.size > 0 ? wishesFrom(row ?? unsaid, row?.said ?? {}, apart) : noWishes
  }, listener)
  const own = { ...deps, memory }

  return {
    wishes: memory.wishes,
    onChange: memory.onChange,
    async outdate(tx, viewerKeys) {
      for (const viewerKey of [...viewerKeys].sort()) await store.touchViewer(tx, viewerKey, deps.clock.now())
      return () => {
        for (const viewerKey of viewerKeys) memory.forget(viewerKey)
      }
    },
    learnable: (viewerKey, limit) => watchedBy(deps, viewerKey, { scope: 'learning', limit }),
    async learnableAmong(watches) {
      const places = new Set((await findLearnable(db, watches)).map(({ place }) => Number(place)))
      return watches.map((_, at) => places.has(at + 1))
    },
    say: (viewerKey, wish) => sayWish(own, viewerKey, wish),
    takeBack: (viewerKey, wish) => takeBackWish(own, viewerKey, wish),
    change: (viewerKey, switches) => changeSwitches(own, viewerKey, switches),
    viewersIn: async (region, limit) =>
      (await listInRegion(db, region, limit)).map(({ viewerKey }) => viewerKey),
    stateAge: (accountId, isAdult) => stateAge(own, accountId, isAdult),
    adultSince: async (accountId) => (await store.findViewer(db, accountId))?.adultSince ?? null,
    async endAdult(tx, accountId) {
      await store.touchViewer(tx, accountId, deps.clock.now())
      await store.updateAdultSince(tx, accountId, null)
      return () => memory.forget(accountId)
    },
    reset: (viewerKey) => resetFeed(own, viewerKey),
    undoReset: (viewerKey) => undoReset(own, viewerKey),
    async read({ viewerKey, account }, deviceKey) {
      const [settings, rows, noticed, onDevice] = await Promise.all([
        readSettings(own, viewerKey),
        store.listWishes(db, viewerKey),
        readNoticed(deps, viewerKey, account),
        deviceKey === viewerKey ? { count: 0 } : store.countWishes(db, deviceKey),
      ])
      return {
        settings,
        wishes: await describeWishes(deps, rows, account),
        noticed: await describeNoticed(deps, noticed, account),
        onDevice: onDevice.count,
      }
    },
    forgetNoticed: ({ viewerKey, account }, noticed) => forgetNoticed(own, viewerKey, account, noticed),
    async history({ viewerKey, account }, { before, limit }) {
      const watched = await watchedBy(deps, viewerKey, { scope: 'history', before, limit })
      const shown = await describeWatched(
        deps,
        watched.map(({ videoId }) => videoId),
        account,
      )
      return watched.map((one) => ({ ...one, clip: shown.get(one.videoId) ?? null }))
    },
    deleteClip: (viewerKey, videoId) => deleteClip(own, viewerKey, videoId),
    deleteStretch: (viewerKey, stretch) => deleteStretch(own, viewerKey, stretch),
    bringAlong: (accountId, deviceKey) => bringAlong(own, accountId, deviceKey),
    async startOver(viewerKey) {
      await changeViewer(own, viewerKey, async (tx, _, now) => {
        await store.deleteViewer(tx, viewerKey)
        await store.touchViewer(tx, viewerKey, now)
        await deleteBefore(tx, viewerKey, now)
      })
      return readSettings(own, viewerKey)
    },
    unwantedBetween: (from, since, to) => countUnwanted(db, from, since, to),
    unmeasured: async () => new Set((await listUnmeasured(db)).map(({ viewerKey }) => viewerKey)),
    async forget(viewerKey) {
      await db.transaction((tx) => store.deleteViewer(tx, viewerKey))
      memory.forget(viewerKey)
    },
    stop: () => listener.close(),
  }
}
