/** Drafts as their owner sees them. Asks each module once a list. */
import type { z } from 'zod'
import { Refusal } from '../../platform/errors.ts'
import type { RefusalSpec } from '../../platform/contract.ts'
import { restorableUntil } from '../../platform/restorable.ts'
import { draftsRefusals, renderRefusals, type zDraftSummary, type zRender } from './contract.ts'
import type { Draft, Reason, Render } from './draft.ts'
import type { DraftsDeps } from './index.ts'
import type { Project } from './project.ts'
import * as renders from './store-renders.ts'
import { secondsLeft } from '../media/index.ts'
import { isPublished } from '../videos/index.ts'

export type DraftSummary = z.input<typeof zDraftSummary>
type DescribedRender = z.input<typeof zRender>

export interface Onlooker {
  readonly deviceKey: string
  readonly lang: 'id' | 'en'
}

export async function describeDrafts(
  deps: DraftsDeps,
  drafts: readonly Draft[],
  { deviceKey, lang }: Onlooker,
): Promise<DraftSummary[]> {
  const [covers, newest] = await Promise.all([
    coverUrls(deps, drafts),
    renders.newestRenders(
      deps.db,
      drafts.map((draft) => draft.id),
    ),
  ])
  return drafts.map((draft) => {
    const { id, title, revision, durationMs, width, height, cover, removedAt } = draft
    const url = cover && covers.get(cover.id)
    const render = newest.get(id)
    return {
      ...{ id, title, revision, durationMs, width, height },
      bytes: draft.projectBytes + draft.partsBytes,
      cover:
        cover && url ? { kind: cover.kind === 'video' ? 'video' : 'picture', url, atMs: cover.atMs } : null,
      createdAt: draft.createdAt.toISOString(),
      changedAt: draft.changedAt.toISOString(),
      device: draft.device ?? null,
      changedHere: draft.deviceKey === deviceKey,
      removedAt: removedAt?.toISOString() ?? null,
      restorableUntil: removedAt ? restorableUntil(removedAt, deps.config.RESTORE_DAYS).toISOString() : null,
      render: render ? describeRender(render, deps.clock.now(), lang) : null,
    }
  })
}

const texts: Readonly<Record<string, RefusalSpec>> = { ...renderRefusals, ...draftsRefusals }

export function describeRender(render: Render, now: Date, lang: 'id' | 'en'): DescribedRender {
  const { id, state, revision, percent, beganAt, uploadId, reason, askedAt } = render
  return {
    ...{ id, state, revision },
    percent: percent ?? null,
    secondsLeft: (state === 'working' ? secondsLeft(percent, beganAt, now) : undefined) ?? null,
    uploadId: uploadId ?? null,
    reason: reason ? { code: reason.code, message: inWordsOf(reason, lang) } : null,
    askedAt: askedAt.toISOString(),
  }
}

const inWordsOf = (reason: Reason, lang: 'id' | 'en'): string =>
  new Refusal(texts[reason.code] ?? renderRefusals.render_failed, reason.params).text(lang)

/** By the id of the upload or the clip. */
async function coverUrls(deps: DraftsDeps, drafts: readonly Draft[]): Promise<Map<string, string>> {
  const covers = drafts.flatMap((draft) => draft.cover ?? [])
  const clips = covers.filter((cover) => cover.kind === 'clip').map((cover) => cover.id)
  const owners = new Set(drafts.map((draft) => draft.ownerId))
  const videos = (await deps.videos.findMany([...new Set(clips)])).filter(isPublished)
  let seen = videos
  for (const owner of owners) seen = await deps.videos.seenBy(seen, owner)
  const cards = await deps.videos.cards(seen)
  const uploads = [...new Set(covers.filter((cover) => cover.kind !== 'clip').map((cover) => cover.id))]
  const own = await partUrls(deps, owners, uploads)
  return new Map([
    ...cards.flatMap((card) => (card.posterUrl ? [[card.id, card.posterUrl] as const] : [])),
    ...own,
  ])
}

/** Signed addresses of own files, by upload. */
async function partUrls(
  deps: DraftsDeps,
  owners: ReadonlySet<string>,
  uploads: readonly string[],
): Promise<Map<string, string>> {
  const found = (await Promise.all(uploads.map((id) => deps.media.findUpload(id)))).flatMap((upload) =>
    upload && owners.has(upload.ownerId) && upload.state === 'received' ? [upload] : [],
  )
  const assets = await deps.media.assetState(found.map((upload) => upload.assetId))
  return new Map(
    found.flatMap((upload) => {
      const asset = assets.get(upload.assetId)
      const url = asset && deps.media.partUrl(asset)
      return url ? [[upload.id, url] as const] : []
    }),
  )
}

/** Where the files of a project can be read by its owner's browser. Clips and sounds of the stage have addresses of their
 *  own, which their routes give. */
export async function describeParts(
  deps: DraftsDeps,
  ownerId: string,
  project: Project,
): Promise<{ id: string; url: string | null }[]> {
  const uploads = [...new Set(project.parts.flatMap((part) => part.uploadId ?? []))]
  const urls = await partUrls(deps, new Set([ownerId]), uploads)
  return project.parts.map(({ id, uploadId }) => ({
    id,
    url: uploadId === null ? null : (urls.get(uploadId) ?? null),
  }))
}
