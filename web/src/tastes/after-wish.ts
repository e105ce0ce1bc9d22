/** What follows when someone says over a clip what they don't want, or blocks its creator: the clip moves on, what else waits of it is left out,
 *  and for a while it can be taken back. */
import { mount, tick, unmount } from 'svelte'
import { api } from '#api/api.ts'
import { errorText } from '#api/error-text.ts'
import type { Slot } from '#api/routes.ts'
import { t } from '#i18n/words.svelte.ts'
import type { ClipSource } from '#player/stage/clip-source.svelte.ts'
import { toast } from '#ui/toasts.svelte.ts'
import UndoBar from '#ui/undo-bar.svelte'
import type { Wish } from './wish.ts'

const UNDO_MS = 8000

/** Slots that the wish is about; an advertisement is the policy's matter, not the feed's. */
function isAbout({ ad, video }: Slot, { kind, subject }: Wish): boolean {
  if (ad) return false
  if (kind === 'video') return video.id === subject
  if (kind === 'creator') return video.owner.id === subject
  if (kind === 'sound') return video.sound?.id === subject
  return kind === 'tag' && video.tags.includes(subject)
}

export async function moveOn(source: ClipSource, wish: Wish): Promise<void> {
  const { index } = source
  source.entries = source.entries.filter(({ slot }, at) => at <= index || !isAbout(slot, wish))
  if (index >= source.entries.length - 1) await source.more()
  await tick()
  const feed = document.querySelector('[role=feed]')
  if (!feed || source.index !== index) return
  const quick = matchMedia('(prefers-reduced-motion: reduce)').matches
  // As a thumb would: the stage follows its scroller.
  feed.scrollBy({ top: feed.clientHeight, behavior: quick ? 'instant' : 'smooth' })
}

let takeAway: (() => void) | undefined

export const offerUndo = (wish: Wish, text: string): void =>
  offer(text, t('tastes.takenBack'), () => api('DELETE /v1/tastes/wishes', { query: wish }))

/** @param done what is said when it is taken back */
export function offer(text: string, done: string, takeBack: () => Promise<unknown>): void {
  takeAway?.()
  const away = (): void => {
    clearTimeout(timer)
    if (takeAway === away) takeAway = undefined
    void unmount(bar)
  }
  const bar = mount(UndoBar, {
    target: document.body,
    props: {
      text,
      undo: t('tastes.undo'),
      onundo: () => {
        away()
        takeBack().then(
          () => toast(done, 'good'),
          (error: unknown) => toast(errorText(error), 'bad'),
        )
      },
    },
  })
  const timer = setTimeout(away, UNDO_MS)
  takeAway = away
}
