import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { commonRefusals, ownWordsOf } from '../contract.ts'
import { codeOf, Refusal } from '../errors.ts'
import { isConnectionLost } from '../db/faults.ts'
import { chosenLang, langOf } from './caller.ts'

type Lang = 'id' | 'en'

/** What is wrong with a value, in words: those that the contract gives, else the schema library's. */
const schemaWordsIn = (lang: Lang): z.core.$ZodErrorMap => {
  const { localeError } = z.locales[lang]()
  return (issue) => (issue.inst && ownWordsOf(issue.inst))?.[lang] ?? localeError(issue)
}
export const schemaWords = { id: schemaWordsIn('id'), en: schemaWordsIn('en') }

const details = {
  notJson: { en: 'the body is not JSON', id: 'isinya bukan JSON' },
  malformed: { en: 'it is malformed', id: 'bentuknya tidak benar' },
  whole: { en: 'the request', id: 'permintaan' },
}

/** The one place where an error becomes an answer. */
export function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const lang = request.lang ?? chosenLang(request) ?? langOf(request.headers['accept-language'])
  const refusal = asRefusal(thrown, request, lang)
  if (refusal.spec.status >= 500)
    request.log.error({ event: 'request-failed', err: thrown, route: request.routeOptions.url })
  if (refusal.spec.status === 429) reply.header('retry-after', String(refusal.params.seconds ?? 60))
  reply
    .code(refusal.spec.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(envelope(refusal, lang, request.id))
}

/** Answers what never became a request: broken HTTP, headers without end, a sender who fell silent. */
export function answerBrokenClient(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const refusal =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new Refusal(commonRefusals.headers_too_large)
      : new Refusal(commonRefusals.bad_request, { detail: details.malformed.id })
  const { status } = refusal.spec
  const body = envelope(refusal, 'id', randomUUID())
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n${body}`,
    )
  socket.destroy(error)
}

const envelope = (refusal: Refusal, lang: Lang, requestId: string): string =>
  JSON.stringify({ error: { code: refusal.spec.code, message: refusal.text(lang), requestId } })

function asRefusal(thrown: unknown, request: FastifyRequest, lang: Lang): Refusal {
  if (thrown instanceof Refusal) return thrown
  if (thrown instanceof z.ZodError)
    return new Refusal(commonRefusals.bad_request, { detail: detailOf(thrown, lang) })
  const code = codeOf(thrown)
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Refusal(commonRefusals.body_too_large, { limit: request.routeOptions.bodyLimit ?? 65_536 })
  if (code?.startsWith('FST_ERR_CTP') || thrown instanceof SyntaxError)
    return new Refusal(commonRefusals.bad_request, { detail: details.notJson[lang] })
  // Fastify's own complaints about the request: a bad URL encoding, a parameter too long.
  if (
    code?.startsWith('FST_ERR_') &&
    typeof thrown === 'object' &&
    thrown !== null &&
    'statusCode' in thrown &&
    Number(thrown.statusCode) < 500
  )
    return new Refusal(commonRefusals.bad_request, { detail: details.malformed[lang] })
  if (isConnectionLost(thrown)) return new Refusal(commonRefusals.unavailable)
  return new Refusal(commonRefusals.internal, { requestId: request.id })
}

function detailOf(error: z.ZodError, lang: Lang): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || details.whole[lang]}: ${issue.message}`)
    .join('; ')
}
