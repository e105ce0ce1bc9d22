/** Playlists (RFC 8216) name the files beside them; whoever needed a signature for the playlist needs it for those too.
 *  Pure. */
import type { Signature } from './sign-url.ts'

/** Adds the signature to each address: the lines that are no tag, and `URI="…"` in tags. Ours are relative and without
 *  a query; anything else is left as it is. */
export function signPlaylist(text: string, { e, s }: Signature): string {
  const query = new URLSearchParams({ e, s }).toString()
  const signed = (uri: string): string => (/^[\w.-]+$/.test(uri) ? `${uri}?${query}` : uri)
  return text
    .split('\n')
    .map((line) => {
      if (line.startsWith('#'))
        return line.replace(/URI="([^"]*)"/g, (_, uri: string) => `URI="${signed(uri)}"`)
      const uri = line.trimEnd()
      return uri === '' ? line : signed(uri) + line.slice(uri.length)
    })
    .join('\n')
}
