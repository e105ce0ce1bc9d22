import type { FastifyReply, FastifyRequest } from 'fastify'
import { randomUUID } from 'node:crypto'
import { type Caller, chosenLang, type Identify, langCookie, langOf } from '../../platform/http/index.ts'
import type { Account } from './account.ts'
import type { Sessions } from './sessions.ts'

export const sessionCookie = 'panggung_session'
const deviceCookie = 'panggung_device'
const yearSeconds = 365 * 86_400
/** What this stage writes: a lower-case uuid. A plain pattern, because every request passes here. */
const deviceKeyForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Only over a secure connection does the browser keep a cookie to secure ones. */
export const cookieOptions = (request: FastifyRequest, maxAge: number) => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  path: '/',
  secure: request.protocol === 'https',
  maxAge,
})

/** Session cookie or bearer token → account; device cookie → anonymous key, made at the first visit. */
export function identifyWith(identity: { sessions: Pick<Sessions, 'find'> }): Identify {
  return async (request, reply): Promise<Caller> => {
    const account = await accountOf(identity, request)
    const deviceKey = deviceKeyOf(request, reply)
    return {
      account: account ? { id: account.id, handle: account.handle, roles: new Set(account.roles) } : null,
      deviceKey,
      viewerKey: account?.id ?? deviceKey,
      // The page says its language in a header; a plain link carries only the cookie.
      lang: chosenLang(request) ?? account?.lang ?? langOf(request.headers['accept-language']),
      address: request.ip,
      userAgent: request.headers['user-agent']?.slice(0, 300) ?? '',
    }
  }
}

async function accountOf(
  identity: { sessions: Pick<Sessions, 'find'> },
  request: FastifyRequest,
): Promise<Account | undefined> {
  const { authorization } = request.headers
  if (authorization?.startsWith('Bearer ')) return identity.sessions.find(authorization.slice(7), 'token')
  const secret = request.cookies[sessionCookie]
  return secret === undefined || secret === '' ? undefined : identity.sessions.find(secret, 'cookie')
}

function deviceKeyOf(request: FastifyRequest, reply: FastifyReply): string {
  const known = request.cookies[deviceCookie]
  if (known !== undefined && deviceKeyForm.test(known)) return known
  const made = randomUUID()
  reply.setCookie(deviceCookie, made, cookieOptions(request, yearSeconds))
  return made
}

export const rememberLang = (request: FastifyRequest, reply: FastifyReply, lang: 'id' | 'en') =>
  reply.setCookie(langCookie, lang, { ...cookieOptions(request, yearSeconds), httpOnly: false })
