/** The parts of an OpenAPI document that the page shows; whatever else it holds is left alone. */
export interface ApiRoute {
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly group: string
  readonly open: boolean
  readonly params: readonly { readonly name: string; readonly place: string; readonly required: boolean }[]
  readonly body: unknown
  readonly example: unknown
  readonly answers: readonly { readonly status: string; readonly text: string; readonly schema: unknown }[]
}

type Loose = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const at = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export function readOpenapi(document: unknown): ApiRoute[] {
  const paths = at(document, 'paths')
  if (!isObject(paths)) return []
  return Object.entries(paths).flatMap(([path, methods]) =>
    isObject(methods)
      ? Object.entries(methods).map(([method, operation]) => readRoute(path, method, operation))
      : [],
  )
}

function readRoute(path: string, method: string, operation: unknown): ApiRoute {
  const params = at(operation, 'parameters')
  const tags = at(operation, 'tags')
  const answers = at(operation, 'responses')
  const media = at(operation, 'requestBody', 'content', 'application/json')
  return {
    method: method.toUpperCase(),
    path,
    summary: text(at(operation, 'summary')),
    group: Array.isArray(tags) ? text(tags[0]) : '',
    open: at(operation, 'security') === undefined,
    params: Array.isArray(params)
      ? params.map((one) => ({
          name: text(at(one, 'name')),
          place: text(at(one, 'in')),
          required: at(one, 'required') === true,
        }))
      : [],
    body: at(media, 'schema'),
    example: at(media, 'example'),
    answers: isObject(answers)
      ? Object.entries(answers).map(([status, answer]) => ({
          status,
          text: text(at(answer, 'description')),
          schema: status.startsWith('2') ? at(answer, 'content', 'application/json', 'schema') : undefined,
        }))
      : [],
  }
}

export function groupRoutes(
  routes: readonly ApiRoute[],
  wanted: string,
): readonly (readonly [string, readonly ApiRoute[]])[] {
  const words = wanted.trim().toLowerCase()
  const fits = routes.filter((one) =>
    `${one.method} ${one.path} ${one.summary}`.toLowerCase().includes(words),
  )
  const groups = new Map<string, ApiRoute[]>()
  for (const one of fits) groups.set(one.group, [...(groups.get(one.group) ?? []), one])
  return [...groups].sort(([a], [b]) => a.localeCompare(b))
}
