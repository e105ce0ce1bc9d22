/** Keeps the index as its sources are: each is asked what changed since the place that is kept beside the index, and the
 *  place moves in the transaction that brings the changes in. One process at a time does it, whichever is first. */
import type { Db, Tx } from '../../platform/db/index.ts'
import type { Captions } from '../captions/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Sounds } from '../sounds/index.ts'
import { isForEveryone, isPublished, type Published, type Video, type Videos } from '../videos/index.ts'
import { type Entry, entryOfClip, entryOfPerson, entryOfSound } from './entry.ts'
import * as store from './store-write.ts'
import { takeIn } from './take-in.ts'

export interface FollowDeps {
  readonly db: Db
  readonly accounts: Pick<Identity, 'changesAfter' | 'findMany'>
  readonly sounds: Pick<Sounds, 'changesAfter' | 'findMany' | 'maySee'>
  readonly videos: Pick<Videos, 'changesAfter' | 'findMany'>
  readonly captions: Pick<Captions, 'captionsOf'>
}

const page = 500
const lock = 'search.index'

/** @returns how many entries changed; undefined when another process is at it */
export async function refresh(deps: FollowDeps): Promise<number | undefined> {
  let changed: number | undefined
  await deps.db.exclusively(lock, async () => {
    changed = await followAll(deps, (work) => deps.db.transaction(work))
  })
  return changed
}

/** Makes the index anew from its sources. Whoever searches meanwhile finds what was there before.
 *  @returns how many entries there are; undefined when another process is at it */
export async function rebuild(deps: FollowDeps): Promise<number | undefined> {
  let made: number | undefined
  await deps.db.exclusively(lock, () =>
    deps.db.transaction(async (tx) => {
      await store.empty(tx)
      made = await followAll(deps, (work) => work(tx))
    }),
  )
  return made
}

type InTransaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

async function followAll(deps: FollowDeps, within: InTransaction): Promise<number> {
  const { accounts, sounds, videos } = deps
  const people = await follow(within, 'people', async (cursor) => {
    const found = await accounts.changesAfter(cursor, page)
    const take = (tx: Tx) => takeIn(tx, 'person', found.accounts.map(entryOfPerson), [])
    return { cursor: found.cursor, size: found.accounts.length, take }
  })
  const heard = await follow(within, 'sounds', async (cursor) => {
    const found = await sounds.changesAfter(cursor, page)
    const open = found.sounds.filter((sound) => sounds.maySee(sound, undefined))
    const gone = found.sounds.filter((sound) => !open.includes(sound)).map(({ id }) => id)
    const take = async (tx: Tx) => {
      const changed = await takeIn(tx, 'sound', open.map(entryOfSound), gone)
      if (changed === 0) return 0
      // Clips are found by what their sound is called.
      const soundIds = found.sounds.map(({ id }) => id)
      return changed + (await again(deps, tx, await store.clipsWithSounds(tx, soundIds)))
    }
    return { cursor: found.cursor, size: found.sounds.length, take }
  })
  const clips = await follow(within, 'clips', async (cursor) => {
    const found = await videos.changesAfter(cursor, page)
    return {
      cursor: found.cursor,
      size: found.videos.length,
      take: (tx) => takeClips(deps, tx, found.videos),
    }
  })
  return people + heard + clips
}

interface Step {
  readonly cursor: string
  readonly size: number
  readonly take: (tx: Tx) => Promise<number>
}

async function follow(
  within: InTransaction,
  source: string,
  ask: (cursor: string) => Promise<Step>,
): Promise<number> {
  let changed = 0
  let cursor = await within((tx) => store.readCursor(tx, source))
  for (;;) {
    const step = await ask(cursor)
    const moved = step.cursor !== cursor
    changed += await within(async (tx) => {
      const count = await step.take(tx)
      if (moved) await store.writeCursor(tx, source, step.cursor)
      return count
    })
    if (step.size < page) return changed
    cursor = step.cursor
  }
}

async function again(deps: FollowDeps, tx: Tx, videoIds: readonly string[]): Promise<number> {
  let changed = 0
  for (let at = 0; at < videoIds.length; at += page)
    changed += await takeClips(deps, tx, await deps.videos.findMany(videoIds.slice(at, at + page)))
  return changed
}

/** Unlisted clips and those for some are found by address, or by who may see them, alone. The words of 18+ ones would be
 *  suggested to everyone. */
const isOffered = (video: Video): video is Published => isPublished(video) && isForEveryone(video)

async function takeClips(deps: FollowDeps, tx: Tx, videos: readonly Video[]): Promise<number> {
  const offered = videos.filter(isOffered)
  const gone = videos.filter((video) => !isOffered(video)).map(({ id }) => id)
  return takeIn(tx, 'clip', await entriesOf(deps, offered), gone)
}

async function entriesOf(
  { accounts, sounds, captions }: FollowDeps,
  videos: readonly Published[],
): Promise<Entry[]> {
  const [owners, heard, tracks] = await Promise.all([
    accounts.findMany([...new Set(videos.map(({ ownerId }) => ownerId))]),
    sounds.findMany([...new Set(videos.flatMap(({ sound }) => (sound ? [sound.soundId] : [])))]),
    captions.captionsOf(videos.map(({ id }) => id)),
  ])
  const ownerOf = new Map<string, (typeof owners)[number]>(owners.map((owner) => [owner.id, owner]))
  const soundOf = new Map(heard.map((sound) => [sound.id, sound]))
  return videos.flatMap((video) => {
    const owner = ownerOf.get(video.ownerId)
    if (!owner) return []
    // What captions are written in is known; else the language its creator uses the stage in is the best guess.
    const written = [...new Set((tracks.get(video.id) ?? []).map(({ lang }) => lang.slice(0, 2)))].sort()
    return entryOfClip(video, {
      handle: owner.handle,
      sound: video.sound && soundOf.get(video.sound.soundId),
      langs: written.length > 0 ? written : [owner.lang],
    })
  })
}
