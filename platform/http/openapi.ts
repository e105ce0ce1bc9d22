import { z } from 'zod'
import { commonRefusals, type RefusalSpec, type RouteSpec } from '../contract.ts'

/** The OpenAPI 3.1 document of the routes, made from the contracts that serve them. */
export function openapi(
  routes: readonly RouteSpec[],
  info: { title: string; version: string; description: string },
): object {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}')
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = operation(route)
  }
  return {
    openapi: '3.1.0',
    info: { ...info, license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' } },
    paths,
    components: {
      schemas: {
        Error: z.toJSONSchema(
          z.object({ error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }) }),
        ),
      },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'panggung_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

function operation(route: RouteSpec): object {
  const refusals = [
    ...(route.refusals ?? []),
    commonRefusals.too_many_requests,
    ...(route.body || route.params || route.query ? [commonRefusals.bad_request] : []),
  ]
  const byStatus = new Map<number, RefusalSpec[]>()
  for (const one of refusals) byStatus.set(one.status, [...(byStatus.get(one.status) ?? []), one])
  const answers = [...byStatus].map(([status, list]) => [
    status,
    {
      description: list.map((one) => `\`${one.code}\`: ${one.en}`).join('\n\n'),
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  ])
  const content =
    route.reply === 'raw'
      ? {}
      : { content: { 'application/json': { schema: schemaOf(route.reply, 'output') } } }
  return {
    summary: route.summary,
    tags: [route.path.split('/')[2]?.replace(/^:.*/, 'files') ?? 'root'],
    'x-access': route.access,
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: schemaOf(route.body, 'input'),
                ...(route.example ? { example: route.example } : {}),
              },
            },
          },
        }
      : {}),
    responses: {
      [route.status ?? 200]: { description: 'Done.', ...content },
      ...Object.fromEntries(answers),
    },
    ...(route.access.visitor === 'allow' ? {} : { security: [{ session: [] }, { token: [] }] }),
  }
}

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any' })

function parameters(schema: z.ZodType | undefined, where: 'path' | 'query'): object[] {
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape).map(([name, one]) => ({
    name,
    in: where,
    required: where === 'path' || !z.safeParse(one, undefined).success,
    schema: one instanceof z.ZodType ? schemaOf(one, 'input') : {},
  }))
}
