/** Who is here. `me` is undefined until known, null for a visitor. */
import { api } from '#api/api.ts'
import { ApiError } from '#api/api-error.ts'
import type { Account, RouteArg } from '#api/routes.ts'
import { setLanguage } from '#i18n/words.svelte.ts'

let me = $state.raw<Account | null | undefined>(undefined)
let demo = $state(false)
let fault = $state.raw<unknown>(undefined)
let asking: Promise<void> | undefined

/** Whoever keeps something for the person in front of the screen joins here. */
const edges = { leaving: new Set<() => Promise<void>>(), changed: new Set<() => void>() }
/** Runs before the session changes hands: the last moment that belongs to the one who leaves. */
export const beforeSessionChange = (act: () => Promise<void>): unknown => edges.leaving.add(act)
/** Runs after it: forget what was theirs. */
export const afterSessionChange = (act: () => void): unknown => edges.changed.add(act)

export const session = {
  get me(): Account | null | undefined {
    return me
  },
  /** Why `me` is still unknown: the last attempt's fault. */
  get fault(): unknown {
    return fault
  },
  /** Whether this stage shows made-up people and money. */
  get demo(): boolean {
    return demo
  },
  has(role: Account['roles'][number]): boolean {
    return me?.roles.includes(role) ?? false
  },
  /** Asks once; after a network fault `me` stays unknown and the next caller asks again. */
  ready(): Promise<void> {
    if (me !== undefined) return Promise.resolve()
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  },
  async signIn(body: RouteArg<'POST /v1/session', 'body'>): Promise<void> {
    await handOver(async () => (await api('POST /v1/session', { body })).account)
  },
  async signUp(body: RouteArg<'POST /v1/accounts', 'body'>): Promise<void> {
    await handOver(async () => (await api('POST /v1/accounts', { body })).account)
  },
  async signOut(): Promise<void> {
    await handOver(async () => (await api('DELETE /v1/session')).account)
  },
  async change(body: RouteArg<'PATCH /v1/me', 'body'>): Promise<void> {
    await become((await api('PATCH /v1/me', { body })).account)
  },
  /** A call answered 401: the session has ended elsewhere. */
  ended(): void {
    me = null
  },
}

async function ask(): Promise<void> {
  try {
    const told = await api('GET /v1/me')
    demo = told.demo
    await become(told.account)
    fault = undefined
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    fault = error
  }
}

async function handOver(change: () => Promise<Account | null>): Promise<void> {
  await Promise.all([...edges.leaving].map((act) => act()))
  await become(await change())
  for (const act of edges.changed) act()
}

async function become(account: Account | null): Promise<void> {
  me = account
  // Also when it is the one that shows now: that of the device may still be on its way.
  if (account) await setLanguage(account.lang)
}
