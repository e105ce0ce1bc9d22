/** What the viewer said, as the pages show it: a change shows at once and is taken back if the server says no. */
import { api } from '#api/api.ts'
import type { Reply, RouteArg } from '#api/routes.ts'
import { markStale } from './start-feeds-over.ts'
import { aboutTag, type Wish } from './wish.ts'

type Told = Reply<'GET /v1/tastes'>

export function myTastes() {
  let told = $state.raw<Told | undefined>()
  let error = $state.raw<unknown>()

  async function again(): Promise<void> {
    try {
      told = await api('GET /v1/tastes')
      error = undefined
    } catch (fault) {
      error = fault
    }
  }
  /** @param shown what it will look like; put back when the server refuses */
  async function showing(shown: Partial<Told>, work: () => Promise<unknown>): Promise<void> {
    const before = told
    if (before) told = { ...before, ...shown }
    try {
      await work()
      markStale()
    } catch (fault) {
      told = before
      throw fault
    }
  }
  const without = ({ kind, subject }: Wish) =>
    (told?.wishes ?? []).filter(
      (wish) => wish.subject !== subject || (wish.kind !== kind && !(aboutTag(kind) && aboutTag(wish.kind))),
    )

  return {
    get told(): Told | undefined {
      return told
    },
    get error(): unknown {
      return error
    },
    again,
    /** Words come back as they are kept. */
    async say(wish: Wish, seen: { name?: string; handle?: string } = {}): Promise<void> {
      const shown = {
        ...wish,
        name: seen.name ?? null,
        handle: seen.handle ?? null,
        saidAt: new Date().toISOString(),
      }
      await showing({ wishes: [shown, ...without(wish)] }, async () => {
        const { wish: kept } = await api('PUT /v1/tastes/wishes', { body: wish })
        if (told && kept.subject !== wish.subject)
          told = {
            ...told,
            wishes: [{ ...shown, ...kept }, ...without(wish).filter((one) => !same(one, kept))],
          }
      })
    },
    takeBack: (wish: Wish): Promise<void> =>
      showing({ wishes: (told?.wishes ?? []).filter((one) => !same(one, wish)) }, () =>
        api('DELETE /v1/tastes/wishes', { query: { kind: wish.kind, subject: wish.subject } }),
      ),
    async change(body: RouteArg<'PATCH /v1/tastes', 'body'>): Promise<void> {
      if (!told) return
      const { settings } = told
      const {
        personalised = settings.personalised,
        learning = settings.learning,
        region = settings.region,
      } = body
      await showing({ settings: { ...settings, personalised, learning, region } }, () =>
        api('PATCH /v1/tastes', { body }),
      )
    },
    /** What was noticed follows: read again. */
    async run(work: () => Promise<unknown>): Promise<void> {
      await showing({}, work)
      await again()
    },
  }
}
export type MyTastes = ReturnType<typeof myTastes>

const same = (one: Pick<Wish, 'kind' | 'subject'>, other: Pick<Wish, 'kind' | 'subject'>): boolean =>
  one.kind === other.kind && one.subject === other.subject
