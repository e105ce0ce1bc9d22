/** The viewer's own words with the names of what they are about. Each module is asked once. */
import type { Account, Identity } from '../identity/index.ts'
import type { Social } from '../social/index.ts'
import type { Sounds } from '../sounds/index.ts'
import { isPublished, type Published, type Videos } from '../videos/index.ts'
import type { Noticed } from './notice.ts'
import type { WishRow } from './store.ts'

export interface DescribeDeps {
  readonly videos: Pick<Videos, 'findMany' | 'seenBy' | 'cards'>
  readonly sounds: Pick<Sounds, 'findMany' | 'maySee' | 'withoutApart'>
  readonly accounts: Pick<Identity, 'findMany'>
  readonly social: Pick<Social, 'apartAmong'>
}

const subjectsOf = (wishes: readonly WishRow[], kind: WishRow['kind']): string[] =>
  wishes.filter((wish) => wish.kind === kind).map(({ subject }) => subject)

/** @param account the viewer's, or undefined for someone logged out: what they may not see has no name */
export async function describeWishes(
  deps: DescribeDeps,
  wishes: readonly WishRow[],
  account: string | undefined,
) {
  const [videos, sounds] = await Promise.all([
    clipsFor(deps, subjectsOf(wishes, 'video'), account),
    deps.sounds.findMany(subjectsOf(wishes, 'sound')),
  ])
  const owners = [...videos.values()].map(({ ownerId }) => ownerId)
  const people = await peopleFor(deps, [...subjectsOf(wishes, 'creator'), ...owners], account)
  const titles = new Map(
    (await deps.sounds.withoutApart(sounds, account))
      .filter((sound) => deps.sounds.maySee(sound, account))
      .map(({ id, title }) => [id, title]),
  )
  return wishes.map(({ kind, subject, saidAt }) => {
    const video = kind === 'video' ? videos.get(subject) : undefined
    const person = people.get(kind === 'creator' ? subject : (video?.ownerId ?? ''))
    const name =
      kind === 'sound' ? titles.get(subject) : kind === 'creator' ? person?.displayName : video?.caption
    return {
      kind,
      subject,
      saidAt: saidAt.toISOString(),
      name: name ?? null,
      handle: person?.handle ?? null,
    }
  })
}

export async function describeNoticed(
  deps: DescribeDeps,
  { clips, tags, creators }: Noticed,
  account: string | undefined,
) {
  const people = await peopleFor(
    deps,
    creators.map(({ subject }) => subject),
    account,
  )
  return {
    clips,
    tags: tags.map((one) => ({ tag: one.subject, clips: one.clips })),
    creators: creators.flatMap((one) => {
      const person = people.get(one.subject)
      return person
        ? [{ id: person.id, handle: person.handle, displayName: person.displayName, clips: one.clips }]
        : []
    }),
  }
}

/** What is shown of watched clips, by id; those that are gone or not for this viewer are left out. */
export async function describeWatched(
  deps: DescribeDeps,
  videoIds: readonly string[],
  account: string | undefined,
) {
  const cards = await deps.videos.cards([...(await clipsFor(deps, videoIds, account)).values()])
  return new Map(
    cards.map(({ id, caption, owner, posterUrl, durationMs }) => [
      id,
      { caption, handle: owner.handle, posterUrl, durationMs },
    ]),
  )
}

async function clipsFor({ videos }: DescribeDeps, ids: readonly string[], account: string | undefined) {
  const found = (await videos.findMany(ids)).filter(isPublished)
  const seen = await videos.seenBy(found, account)
  return new Map<string, Published>(seen.map((video) => [video.id, video]))
}

async function peopleFor(
  { accounts, social }: DescribeDeps,
  ids: readonly string[],
  account: string | undefined,
): Promise<Map<string, Account>> {
  const [found, apart] = await Promise.all([
    accounts.findMany([...new Set(ids)]),
    social.apartAmong(account, ids),
  ])
  return new Map(found.filter(({ id }) => !apart.has(id)).map((person) => [person.id, person]))
}
