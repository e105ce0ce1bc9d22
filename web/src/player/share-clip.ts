import { t } from '#i18n/words.svelte.ts'
import { copyText } from '#ui/copy.ts'
import { toast } from '#ui/toasts.svelte.ts'

export { copyText }

export const clipUrl = (videoId: string): string => `${location.origin}/v/${videoId}`

/** The phone's own share sheet where there is one, else the link is copied. */
export async function shareClip(videoId: string, title: string): Promise<void> {
  const url = clipUrl(videoId)
  if (typeof navigator.share === 'function' && matchMedia('(pointer: coarse)').matches) {
    // Closing the sheet without a choice rejects; that is an answer, not a fault.
    await navigator.share({ title, url }).catch(() => undefined)
    return
  }
  await copyText(url)
  toast(t('clip.linkCopied'), 'good')
}
