import { t } from '#i18n/words.svelte.ts'
import { toast } from '#ui/toasts.svelte.ts'

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

export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  // On plain http there is no clipboard; a selected field still can be copied.
  const field = document.createElement('textarea')
  field.value = text
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
