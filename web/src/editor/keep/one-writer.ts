/** One tab at a time writes a draft. Where the browser has no locks between tabs (plain http), every tab may. */
import { channel, type TabNews } from './drafts.ts'

export interface Writing {
  readonly isMine: boolean
  /** Takes it from the tab that has it, after that one has kept its last changes. */
  take: () => Promise<void>
  release: () => void
}

const YIELD_MS = 800

export function watchWriting(
  draftId: string,
  events: { onchange: (isMine: boolean) => void; onyield: () => Promise<void> },
): Writing {
  const name = `panggung-editor/${draftId}`
  const locks: LockManager | undefined = navigator.locks
  let isMine = !locks
  let letGo: (() => void) | undefined
  let isOver = false

  const set = (value: boolean): void => {
    if (isMine === value || isOver) return
    isMine = value
    events.onchange(value)
  }
  const hold = (): Promise<void> =>
    new Promise((resolve) => {
      letGo = resolve
      set(true)
    })
  const request = async (options: LockOptions): Promise<void> => {
    try {
      await locks?.request(name, options, (lock) => (lock && !isOver ? hold() : undefined))
    } catch {
      // Another tab took it.
    }
    letGo = undefined
    set(false)
  }
  const hear = ({ data }: MessageEvent<TabNews>): void => {
    if (!('yield' in data) || data.yield !== draftId || !isMine) return
    void events.onyield().finally(() => channel()?.postMessage({ yielded: draftId } satisfies TabNews))
  }
  channel()?.addEventListener('message', hear)
  if (locks) void request({ ifAvailable: true })

  return {
    get isMine() {
      return isMine
    },
    async take() {
      if (isMine || !locks || isOver) return
      await yielded(draftId)
      void request({ steal: true })
    },
    release() {
      isOver = true
      letGo?.()
      channel()?.removeEventListener('message', hear)
    },
  }
}

/** Resolves when the other tab has kept everything, or does not answer. */
function yielded(draftId: string): Promise<void> {
  return new Promise((resolve) => {
    const shared = channel()
    if (!shared) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      shared.removeEventListener('message', hear)
      resolve()
    }
    const hear = ({ data }: MessageEvent<TabNews>): void => {
      if ('yielded' in data && data.yielded === draftId) end()
    }
    const timer = setTimeout(end, YIELD_MS)
    shared.addEventListener('message', hear)
    shared.postMessage({ yield: draftId } satisfies TabNews)
  })
}
