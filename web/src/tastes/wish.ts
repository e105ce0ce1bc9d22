import type { RouteArg, ToldWish, WishKind } from '#api/routes.ts'

export type Wish = RouteArg<'PUT /v1/tastes/wishes', 'body'>

/** Where a wish leads; undefined where there is nothing to see. */
export function wishHref({ kind, subject, name, handle }: ToldWish): string | undefined {
  if (kind === 'word') return undefined
  if (kind === 'creator') return handle === null ? undefined : `/@${handle}`
  if (kind === 'video') return name === null ? undefined : `/v/${subject}`
  if (kind === 'sound') return name === null ? undefined : `/sounds/${subject}`
  return `/tag/${encodeURIComponent(subject)}`
}

/** What a tag is under; of one tag only the last word counts. */
export const aboutTag = (kind: WishKind): boolean => kind === 'tag' || kind === 'more' || kind === 'less'
