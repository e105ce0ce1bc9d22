/** Fetches a paper of this stage as the text that it is: the bytes are what gets checked, not a re-read of them. */
import { ApiError, errorFromReply } from '#api/api-error.ts'
import { address } from '#api/address.ts'
import { api } from '#api/api.ts'
import { language } from '#i18n/words.svelte.ts'

export interface Paper {
  readonly kind: 'statement' | 'period'
  readonly period: string
}
export interface NamedText {
  readonly name: string
  readonly text: string
}

export const paperName = (paper: Paper): string => `panggung-${paper.kind}-${paper.period}.json`
export const paperPath = (paper: Paper): string =>
  address(paper.kind === 'statement' ? '/v1/me/statements/:period' : '/v1/periods/:period', {
    period: paper.period,
  })

/** Rejects with ApiError, as `api()` does. */
async function readText(path: string): Promise<string> {
  const reply = await fetch(path, {
    headers: { 'accept-language': language.now },
    credentials: 'same-origin',
  }).catch(() => {
    throw new ApiError('offline', 0, '')
  })
  const text = await reply.text()
  if (reply.ok) return text
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    body = undefined
  }
  throw errorFromReply(reply.status, body)
}

/** The paper and, if this stage has it, the period document before it, so that the chain can be checked too. */
export async function readPaper(paper: Paper): Promise<{ checked: NamedText; previous: string[] }> {
  const [text, { periods }] = await Promise.all([readText(paperPath(paper)), api('GET /v1/periods')])
  const here = periods.findIndex((one) => one.period === paper.period)
  const before = here < 0 ? undefined : periods[here + 1]
  const previous = before ? [await readText(paperPath({ kind: 'period', period: before.period }))] : []
  return { checked: { name: paperName(paper), text }, previous }
}

/** The key that this stage says is its own; undefined if it can't be asked now. */
export async function stageKey(): Promise<string | undefined> {
  try {
    return (await api('GET /v1/scheme')).instance
  } catch {
    return undefined
  }
}
