import type { FastifyReply, FastifyRequest } from 'fastify'

/** Who is asking. Made once a request, before its handler. */
export interface Caller {
  readonly account: {
    readonly id: string
    readonly handle: string
    readonly roles: ReadonlySet<string>
  } | null
  /** The browser's own key (uuid, cookie): anonymous, never published. */
  readonly deviceKey: string
  /** The account's id or, logged out, the device key. */
  readonly viewerKey: string
  readonly lang: 'id' | 'en'
  readonly address: string
  readonly userAgent: string
}

export type Identify = (request: FastifyRequest, reply: FastifyReply) => Promise<Caller>

export const langCookie = 'panggung_lang'

/** The language that this browser was told to use, if it was. Read from the header itself: a request that is refused
 *  at the door has no cookies parsed yet. */
export function chosenLang(request: FastifyRequest): 'id' | 'en' | undefined {
  const [, chosen] = chosenIn.exec(request.headers.cookie ?? '') ?? []
  return chosen === 'id' || chosen === 'en' ? chosen : undefined
}
const chosenIn = new RegExp(`(?:^|;)\\s*${langCookie}=(id|en)\\s*(?:;|$)`)

/** The first of the two languages that Accept-Language prefers; Indonesian when it says neither. */
export function langOf(header: string | undefined): 'id' | 'en' {
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const tag = part.trim()
    if (tag.startsWith('id') || tag.startsWith('in') || tag.startsWith('ms')) return 'id'
    if (tag.startsWith('en')) return 'en'
  }
  return 'id'
}
