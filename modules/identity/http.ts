import type { Caller, Http } from '../../platform/http/index.ts'
import { refuse } from '../../platform/errors.ts'
import type { Account } from './account.ts'
import { callerAccount } from './authorise.ts'
import { identityRefusals, identityRoutes as routes } from './contract.ts'
import { cookieOptions, identifyWith, rememberLang, sessionCookie } from './identify.ts'
import type { Identity } from './index.ts'

export function mountIdentity(http: Http, identity: Identity, options: { isDemo: () => boolean }): void {
  http.identifyWith(identifyWith(identity))

  http.handle(routes.register, async ({ body, caller, request, reply }) => {
    const account = await identity.register({ ...body, lang: body.lang ?? caller.lang })
    await startSession(account, caller, request, reply)
    return { account: shape(account) }
  })
  http.handle(routes.login, async ({ body, caller, request, reply }) => {
    const account = await identity.login(body.handle, body.password, caller.address)
    await startSession(account, caller, request, reply)
    return { account: shape(account) }
  })
  http.handle(routes.logout, async ({ request, reply }) => {
    const secret = request.cookies[sessionCookie]
    if (secret) await identity.sessions.close(secret)
    reply.clearCookie(sessionCookie, { path: '/' })
    return { account: null }
  })
  http.handle(routes.readMe, ({ caller }) => describeMe(identity, caller, options.isDemo()))
  http.handle(routes.changeMe, async ({ caller, body, request, reply }) => {
    const changed = await identity.changeProfile(callerAccount(caller), body)
    if (body.lang) rememberLang(request, reply, body.lang)
    return { account: shape(changed) }
  })
  http.handle(routes.changePassword, async ({ caller, body, request }) => {
    const [account] = await identity.findMany([callerAccount(caller)])
    if (!account) return refuse(identityRefusals.login_required)
    const keep = request.cookies[sessionCookie]
    return {
      endedSessions: await identity.changePassword(account, body.current, body.next, keep, caller.address),
    }
  })
  http.handle(routes.listTokens, async ({ caller }) => ({
    tokens: (await identity.listTokens(callerAccount(caller))).map(shapeToken),
  }))
  http.handle(routes.makeToken, async ({ caller, body }) => {
    const { token, secret } = await identity.makeToken(callerAccount(caller), body.label)
    return { token: shapeToken(token), secret }
  })
  http.handle(routes.removeToken, async ({ caller, params }) => ({
    removed: await identity.removeToken(callerAccount(caller), params.tokenId),
  }))

  async function startSession(
    account: Account,
    caller: Caller,
    request: Parameters<typeof cookieOptions>[0],
    reply: Parameters<typeof rememberLang>[1],
  ): Promise<void> {
    const secret = await identity.openSession(account.id, caller.deviceKey)
    reply.setCookie(sessionCookie, secret, cookieOptions(request, identity.sessions.lifetimeSeconds))
    rememberLang(request, reply, account.lang)
  }
}

/** Who the caller is: what GET /v1/me answers, and what a page carries with it. */
export async function describeMe(identity: Pick<Identity, 'findMany'>, caller: Caller, demo: boolean) {
  const [account] = caller.account ? await identity.findMany([caller.account.id]) : []
  return { account: account ? shape(account) : null, lang: caller.lang, demo }
}

const shape = (account: Account) => ({
  ...account,
  roles: [...account.roles],
  createdAt: account.createdAt.toISOString(),
})

const shapeToken = (token: { id: string; label: string; createdAt: Date; lastUsedAt: Date | null }) => ({
  ...token,
  createdAt: token.createdAt.toISOString(),
  lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
})
