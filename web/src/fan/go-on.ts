/** Where someone was when they went to pay, kept by payment on this device: an e-wallet may lead out of the app, and
 *  a bank transfer takes its time. */
type Shelf = Pick<Storage, 'getItem' | 'setItem'>
const PLACE = 'panggung_go_on'
const MOST = 20

export function rememberPlace(paymentId: string, path: string, shelf: Shelf = localStorage): void {
  const others = read(shelf).filter(([id]) => id !== paymentId)
  shelf.setItem(PLACE, JSON.stringify([[paymentId, path], ...others].slice(0, MOST)))
}

export const placeBefore = (paymentId: string, shelf: Shelf = localStorage): string | undefined =>
  read(shelf).find(([id]) => id === paymentId)?.[1]

/** Only a path on this site is ever followed. */
function read(shelf: Shelf): [string, string][] {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(PLACE) ?? '[]')
    if (!Array.isArray(kept)) return []
    return kept.flatMap((one: unknown): [string, string][] => {
      if (!Array.isArray(one)) return []
      const [id, path]: unknown[] = one
      return typeof id === 'string' && typeof path === 'string' && /^\/(?![/\\])/.test(path)
        ? [[id, path]]
        : []
    })
  } catch {
    return []
  }
}
