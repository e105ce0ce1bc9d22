import { api } from '#api/api.ts'
import type { RouteArg } from '#api/routes.ts'
import { t } from '#i18n/words.svelte.ts'
import { copyText } from '#ui/copy.ts'
import { toast } from '#ui/toasts.svelte.ts'

export const clipUrl = (videoId: string): string => `${location.origin}/v/${videoId}`

/** For the page of someone else: the embed player, sized as oEmbed gives it. */
export function embedCode(video: {
  readonly id: string
  readonly width: number
  readonly height: number
}): string {
  const factor = Math.min(1, 480 / video.width, 854 / video.height)
  const [width, height] = [Math.floor(video.width * factor), Math.floor(video.height * factor)]
  const src = `${location.origin}/embed/${video.id}`
  return `<iframe src="${src}" width="${width}" height="${height}" title="Panggung" allow="fullscreen; picture-in-picture" loading="lazy" frameborder="0"></iframe>`
}

/** Told once a viewer and clip, for its creator's count; nobody waits for it, and nothing says so when it fails. */
export function tellShare(
  videoId: string,
  channel: RouteArg<'POST /v1/videos/:videoId/shares', 'body'>['channel'],
): void {
  api('POST /v1/videos/:videoId/shares', { params: { videoId }, body: { channel } }).catch(() => undefined)
}

export async function copyLink(videoId: string): Promise<void> {
  await copyText(clipUrl(videoId))
  tellShare(videoId, 'link')
  toast(t('clip.linkCopied'), 'good')
}

/** The phone's own share sheet where there is one, else the link is copied. */
export async function shareClip(videoId: string, title: string): Promise<void> {
  const url = clipUrl(videoId)
  if (typeof navigator.share === 'function' && matchMedia('(pointer: coarse)').matches) {
    // Closing the sheet without a choice rejects; that is an answer, not a fault.
    await navigator.share({ title, url }).then(
      () => tellShare(videoId, 'sheet'),
      () => undefined,
    )
    return
  }
  await copyLink(videoId)
}
