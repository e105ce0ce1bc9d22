/** Keeps the object that was there when what comes anew says the same: what is polled then redraws nothing.
 *  Use inside `$derived.by`. */
export function steady<T>(): (fresh: T) => T {
  let kept: { readonly value: T; readonly text: string } | undefined
  return (fresh) => {
    const text = JSON.stringify(fresh) ?? ''
    if (kept?.text !== text) kept = { value: fresh, text }
    return kept.value
  }
}
