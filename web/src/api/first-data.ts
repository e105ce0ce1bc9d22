/** Replies that the server wrote into the page, keyed `GET /v1/feed?tab=for-you`, so that the first screen
 *  needs no round trip. Each is used once; afterwards the network is asked. */
let replies: Map<string, unknown> | undefined

export function takeFirstData(key: string): { readonly body: unknown } | undefined {
  if (typeof document === 'undefined') return undefined
  if (!replies) {
    const text = document.getElementById('first-data')?.textContent ?? ''
    replies = new Map(text.trim() === '' ? [] : Object.entries(JSON.parse(text)))
  }
  if (!replies.has(key)) return undefined
  const body = replies.get(key)
  replies.delete(key)
  return { body }
}
