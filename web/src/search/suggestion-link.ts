import type { Suggestion } from '#api/routes.ts'

/** Where a suggestion leads. */
export function linkOf(suggestion: Suggestion): string {
  switch (suggestion.kind) {
    case 'text':
      return searchPath(suggestion.text)
    case 'person':
      return `/@${suggestion.handle}`
    case 'tag':
      return `/tag/${encodeURIComponent(suggestion.tag)}`
    case 'sound':
      return `/sounds/${suggestion.id}`
  }
}

export const searchPath = (text: string, kind = 'all'): string =>
  `/search?${new URLSearchParams({ q: text, ...(kind === 'all' ? {} : { kind }) })}`
