/** What is worth reading out: an item arrived, stopped, needs its owner, or went live. Each once. */
import { t } from '#i18n/words.svelte.ts'
import type { TrayItem } from '../tray-item.svelte.ts'

type Turn = 'received' | 'failed' | 'question' | 'live'

function turnOf(item: Pick<TrayItem, 'video' | 'phase' | 'question' | 'received'>): Turn | undefined {
  if (item.video?.state === 'published') return 'live'
  if (item.phase === 'failed') return 'failed'
  if (item.question !== undefined) return 'question'
  return item.received ? 'received' : undefined
}

/** @returns a function that is called again and again, and says the newest turn once */
export function newsOf(): (items: readonly TrayItem[]) => string | undefined {
  const told = new Map<string, Turn | undefined>()
  let first = true
  return (items) => {
    let news: string | undefined
    for (const item of items) {
      const turn = turnOf(item)
      if (told.get(item.id) === turn) continue
      told.set(item.id, turn)
      // What was so when the page opened is no news.
      if (!first && turn && item.purpose === 'clip') news = t(`upload.news.${turn}`, { name: item.name })
    }
    first = false
    return news
  }
}
