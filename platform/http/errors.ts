import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { commonRefusals } from '../contract.ts'
import { codeOf, Refusal } from '../errors.ts'
import { isConnectionLost } from '../db/faults.ts'
import { langOf } from './caller.ts'

/** The one place where an error becomes an answer. */
export function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = asRefusal(thrown, request)
  if (refusal.spec.status >= 500)
    request.log.error({ event: 'request-failed', err: thrown, route: request.routeOptions.url })
  const lang = request.lang ?? langOf(request.headers['accept-language'])
  if (refusal.spec.code === commonRefusals.too_many_requests.code)
    reply.header('retry-after', String(refusal.params.seconds ?? 60))
  reply
    .code(refusal.spec.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(
      JSON.stringify({
        error: { code: refusal.spec.code, message: refusal.text(lang), requestId: request.id },
      }),
    )
}

function asRefusal(thrown: unknown, request: FastifyRequest): Refusal {
  if (thrown instanceof Refusal) return thrown
  if (thrown instanceof z.ZodError)
    return new Refusal(commonRefusals.bad_request, { detail: detailOf(thrown) })
  const code = codeOf(thrown)
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Refusal(commonRefusals.body_too_large, { limit: request.routeOptions.bodyLimit ?? 65_536 })
  if (code?.startsWith('FST_ERR_CTP') || thrown instanceof SyntaxError)
    return new Refusal(commonRefusals.bad_request, { detail: 'the body is not JSON' })
  // Fastify's own complaints about the request: a bad URL encoding, a header too many.
  if (
    code?.startsWith('FST_ERR_') &&
    typeof thrown === 'object' &&
    thrown !== null &&
    'statusCode' in thrown &&
    Number(thrown.statusCode) < 500
  )
    return new Refusal(commonRefusals.bad_request, { detail: 'the request is malformed' })
  if (isConnectionLost(thrown)) return new Refusal(commonRefusals.unavailable)
  return new Refusal(commonRefusals.internal, { requestId: request.id })
}

function detailOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'the request'}: ${issue.message}`)
    .join('; ')
}
