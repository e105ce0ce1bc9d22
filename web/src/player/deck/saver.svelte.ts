/** Data saver: a lighter rung and no fetching ahead. Follows the browser's own wish until chosen here. */
const KEY = 'panggung.saver'
interface NetworkHint {
  readonly saveData?: boolean
}
const hint = (): boolean => {
  const connection: NetworkHint | undefined =
    'connection' in navigator && typeof navigator.connection === 'object' && navigator.connection !== null
      ? navigator.connection
      : undefined
  return connection?.saveData === true
}

let on = $state(
  typeof localStorage === 'undefined' ? false : (localStorage.getItem(KEY) ?? String(hint())) === 'true',
)

export const saver = {
  get on(): boolean {
    return on
  },
  set(next: boolean): void {
    on = next
    localStorage.setItem(KEY, String(next))
  },
}
