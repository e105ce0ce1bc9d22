/** One call and its three faces: loading, data, error. Create it in a component's script;
 *  it runs at once, and again whenever reactive values read inside `call` change. */
export interface Remote<T> {
  readonly data: T | undefined
  readonly error: unknown
  readonly loading: boolean
  again: () => void
}

export function remote<T>(call: (signal: AbortSignal) => Promise<T>): Remote<T> {
  let data = $state.raw<T | undefined>(undefined)
  let error = $state.raw<unknown>(undefined)
  let loading = $state(true)
  let turn = $state(0)

  $effect(() => {
    void turn
    const stop = new AbortController()
    loading = true
    call(stop.signal).then(
      (fresh) => {
        if (stop.signal.aborted) return
        data = fresh
        error = undefined
        loading = false
      },
      (fault: unknown) => {
        if (stop.signal.aborted) return
        error = fault
        loading = false
      },
    )
    return () => stop.abort()
  })

  return {
    get data() {
      return data
    },
    get error() {
      return error
    },
    get loading() {
      return loading
    },
    again: () => {
      turn += 1
    },
  }
}
