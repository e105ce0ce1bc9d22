/** What was found, as it is now: the index may be seconds behind, so each thing's own module is asked once more, and what
 *  is not for everyone any more is left out. */
import type { Identity } from '../identity/index.ts'
import type { Social } from '../social/index.ts'
import type { DescribedSound, Sounds } from '../sounds/index.ts'
import { type Card, isPublished, type Videos } from '../videos/index.ts'
import type { Kind } from './entry.ts'

export interface ShowDeps {
  readonly accounts: Pick<Identity, 'findMany'>
  readonly social: Pick<Social, 'countsOf'>
  readonly sounds: Pick<Sounds, 'findMany' | 'maySee' | 'describe'>
  readonly videos: Pick<Videos, 'findMany' | 'cards' | 'listWithTag'>
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

/** Each kind in the order given. @param asker whose language and account the sounds are described for */
export async function show(
  deps: ShowDeps,
  found: readonly Reference[],
  asker: { readonly accountId: string | undefined; readonly lang: 'id' | 'en' },
): Promise<Shown> {
  const keys = (kind: Kind): string[] => found.flatMap((one) => (one.kind === kind ? [one.key] : []))
  const [people, clips, tags, sounds] = await Promise.all([
    showPeople(deps, keys('person')),
    showClips(deps, keys('clip')),
    showTags(
      deps,
      found.filter((one) => one.kind === 'tag'),
    ),
    showSounds(deps, keys('sound'), asker),
  ])
  return { people, clips, tags, sounds }
}

async function showPeople({ accounts, social }: ShowDeps, ids: readonly string[]): Promise<Shown['people']> {
  if (ids.length === 0) return []
  const [found, counts] = await Promise.all([accounts.findMany(ids), social.countsOf(ids)])
  return inOrder(ids, found).map(({ id, handle, displayName, bio }) => ({
    ...{ id, handle, displayName, bio },
    followers: counts.get(id)?.followers ?? 0,
  }))
}

async function showClips({ videos }: ShowDeps, ids: readonly string[]): Promise<Card[]> {
  if (ids.length === 0) return []
  const open = (await videos.findMany(ids)).filter(isPublished).filter((one) => one.visibility === 'public')
  return videos.cards(inOrder(ids, open))
}

async function showTags({ videos }: ShowDeps, tags: readonly Reference[]): Promise<Shown['tags']> {
  const there = await Promise.all(
    tags.map(
      async ({ key, clips }) => clips > rare || (await videos.listWithTag(key, undefined, 1)).length > 0,
    ),
  )
  return tags.filter((_, at) => there[at]).map(({ key, clips }) => ({ tag: key, clips }))
}

async function showSounds(
  { sounds }: ShowDeps,
  ids: readonly string[],
  asker: { readonly accountId: string | undefined; readonly lang: 'id' | 'en' },
): Promise<DescribedSound[]> {
  if (ids.length === 0) return []
  const open = (await sounds.findMany(ids)).filter((sound) => sounds.maySee(sound, undefined))
  return sounds.describe(inOrder(ids, open), asker.accountId, asker.lang)
}

function inOrder<T extends { readonly id: string }>(ids: readonly string[], things: readonly T[]): T[] {
  const byId = new Map<string, T>(things.map((thing) => [thing.id, thing]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
