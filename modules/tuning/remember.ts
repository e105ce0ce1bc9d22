/** What is published and what runs, in memory. What another process changes is heard of by a notice from PostgreSQL. */
import type { Listener } from '../../platform/db/index.ts'

export interface Remembered<T> {
  /** As it was read last; `first` before that. */
  now(): T
  /** Reads again; resolves when what was committed before the call is known. */
  refresh(): Promise<void>
  /** Reads, and from now on whenever somebody changes something. */
  start(): Promise<void>
}

/** @param first what holds until it is read
 *  @param onFault what could not be read is kept as it was, and read at the next notice */
export function remember<T>(
  first: T,
  read: () => Promise<T>,
  notices: Pick<Listener, 'on'>,
  onFault: (error: unknown) => void,
): Remembered<T> {
  let held = first
  let turn = 0
  let heldOf = 0

  const refresh = async (): Promise<void> => {
    const own = ++turn
    const fresh = await read()
    // Of two readings that overlap, the one that began later knows more.
    if (own < heldOf) return
    heldOf = own
    held = fresh
  }
  return {
    now: () => held,
    refresh,
    async start() {
      notices.on(() => void refresh().catch(onFault))
      await refresh()
    },
  }
}
