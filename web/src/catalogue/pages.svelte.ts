/** A list that arrives page by page as it is scrolled. */
export interface Pages<T> {
  readonly items: readonly T[]
  readonly state: 'loading' | 'ready' | 'end' | 'error'
  readonly error: unknown
  more: () => Promise<void>
}

/** A list that is here as a whole. */
export const whole = <T>(items: readonly T[]): Pages<T> => ({
  items,
  state: 'end',
  error: undefined,
  more: async () => undefined,
})

export function pages<T>(
  fetchPage: (cursor: string | undefined) => Promise<{ items: readonly T[]; next: string | null }>,
): Pages<T> {
  let items = $state.raw<readonly T[]>([])
  let state = $state<Pages<T>['state']>('loading')
  let error = $state.raw<unknown>(undefined)
  let cursor: string | undefined
  let busy = false

  const more = async (): Promise<void> => {
    if (busy || state === 'end') return
    busy = true
    state = 'loading'
    try {
      const page = await fetchPage(cursor)
      items = [...items, ...page.items]
      cursor = page.next ?? undefined
      state = page.next === null ? 'end' : 'ready'
    } catch (fault) {
      error = fault
      state = 'error'
    } finally {
      busy = false
    }
  }
  void more()
  return {
    get items() {
      return items
    },
    get state() {
      return state
    },
    get error() {
      return error
    },
    more,
  }
}
