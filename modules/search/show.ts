/** What was found, as it is now: the index may be seconds behind, so each thing's own module is asked once more, and what
 *  is not for everyone any more is left out. */
import type { Identity } from '../identity/index.ts'
import type { Social } from '../social/index.ts'
import type { DescribedSound, Sounds } from '../sounds/index.ts'
import { type Card, isForEveryone, isPublished, type Videos } from '../videos/index.ts'
import type { Kind } from './entry.ts'

export interface ShowDeps {
  readonly accounts: Pick<Identity, 'findMany'>
  readonly social: Pick<Social, 'countsOf' | 'apartAmong'>
  readonly sounds: Pick<Sounds, 'findMany' | 'maySee' | 'withoutApart' | 'describe'>
  readonly videos: Pick<Videos, 'findMany' | 'cards' | 'listWithTag' | 'seenBy'>
}

export interface Shown {
  readonly people: {
    readonly id: string
    readonly handle: string
    readonly displayName: string
    readonly bio: string
    readonly followers: number
  }[]
  readonly clips: Card[]
  readonly tags: { readonly tag: string; readonly clips: number }[]
  readonly sounds: DescribedSound[]
}

interface Reference {
  readonly kind: Kind
  readonly key: string
  /** Of a tag: the public clips that carried it when it was indexed. */
  readonly clips: number
}

/** Of a tag with so few clips, the last may just have been withdrawn, and with it a word that was never for everyone. */
const rare = 2
/** Among its newest there may be some that are not for everyone. */
const lookedAt = 20

export interface Asker {
  readonly accountId: string | undefined
  readonly lang: 'id' | 'en'
}

/** Each kind in the order given. @param asker whose language and account the sounds are described for, and who meets
 *  nothing of those with whom a block is between them */
export async function show(deps: ShowDeps, found: readonly Reference[], asker: Asker): Promise<Shown> {
  const keys = (kind: Kind): string[] => found.flatMap((one) => (one.kind === kind ? [one.key] : []))
  const [people, clips, tags, sounds] = await Promise.all([
    showPeople(deps, keys('person'), asker),
    showClips(deps, keys('clip'), asker),
    showTags(
      deps,
      found.filter((one) => one.kind === 'tag'),
      asker,
    ),
    showSounds(deps, keys('sound'), asker),
  ])
  return { people, clips, tags, sounds }
}

async function showPeople(
  { accounts, social }: ShowDeps,
  ids: readonly string[],
  { accountId }: Asker,
): Promise<Shown['people']> {
  if (ids.length === 0) return []
  const [found, counts, apart] = await Promise.all([
    accounts.findMany(ids),
    social.countsOf(ids),
    social.apartAmong(accountId, ids),
  ])
  const met = found.filter(({ id }) => !apart.has(id))
  return inOrder(ids, met).map(({ id, handle, displayName, bio }) => ({
    ...{ id, handle, displayName, bio },
    followers: counts.get(id)?.followers ?? 0,
  }))
}

async function showClips(
  { videos }: ShowDeps,
  ids: readonly string[],
  { accountId }: Asker,
): Promise<Card[]> {
  if (ids.length === 0) return []
  const open = (await videos.findMany(ids)).filter(isPublished).filter(isForEveryone)
  return videos.cards(await videos.seenBy(inOrder(ids, open), accountId))
}

async function showTags(
  { videos }: ShowDeps,
  tags: readonly Reference[],
  { accountId }: Asker,
): Promise<Shown['tags']> {
  const there = await Promise.all(
    tags.map(async ({ key, clips }) => {
      if (clips > rare) return true
      const some = (await videos.listWithTag(key, undefined, lookedAt)).filter(isForEveryone)
      return (await videos.seenBy(some, accountId)).length > 0
    }),
  )
  return tags.filter((_, at) => there[at]).map(({ key, clips }) => ({ tag: key, clips }))
}

async function showSounds(
  { sounds }: ShowDeps,
  ids: readonly string[],
  { accountId, lang }: Asker,
): Promise<DescribedSound[]> {
  if (ids.length === 0) return []
  const open = (await sounds.findMany(ids)).filter((sound) => sounds.maySee(sound, undefined))
  const met = await sounds.withoutApart(inOrder(ids, open), accountId)
  return sounds.describe(met, accountId, lang)
}

function inOrder<T extends { readonly id: string }>(ids: readonly string[], things: readonly T[]): T[] {
  const byId = new Map<string, T>(things.map((thing) => [thing.id, thing]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
