/** A value once it has rested: what is typed is not asked about letter by letter. Create it in a component's script. */
export function settled<T>(value: () => T, restMs = 300): { readonly now: T } {
  let now = $state.raw(value())
  $effect(() => {
    const next = value()
    const timer = setTimeout(() => {
      now = next
    }, restMs)
    return () => clearTimeout(timer)
  })
  return {
    get now() {
      return now
    },
  }
}
