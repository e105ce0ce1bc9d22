/** The viewer's own words with the names of what they are about. Each module is asked once. */
import type { Account, Identity } from '../identity/index.ts'
import type { Sounds } from '../sounds/index.ts'
import { isPublished, type Published, type Videos } from '../videos/index.ts'
import type { Noticed } from './notice.ts'
import type { WishRow } from './store.ts'

export interface DescribeDeps {
  readonly videos: Pick<Videos, 'findMany' | 'maySee' | 'cards'>
  readonly sounds: Pick<Sounds, 'findMany' | 'maySee'>
  readonly accounts: Pick<Identity, 'findMany'>
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
  const people = await peopleFor(deps, [...subjectsOf(wishes, 'creator'), ...owners])
  const titles = new Map(
    sounds.filter((sound) => deps.sounds.maySee(sound, account)).map(({ id, title }) => [id, title]),
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

export async function describeNoticed(deps: DescribeDeps, { clips, tags, creators }: Noticed) {
  const people = await peopleFor(
    deps,
    creators.map(({ subject }) => subject),
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
  const may = await Promise.all(found.map((video) => videos.maySee(video, account)))
  return new Map<string, Published>(found.filter((_, at) => may[at]).map((video) => [video.id, video]))
}

const peopleFor = async ({ accounts }: DescribeDeps, ids: readonly string[]): Promise<Map<string, Account>> =>
  new Map((await accounts.findMany([...new Set(ids)])).map((person) => [person.id, person]))
