/** Where the navigation leads; a place that needs an account sends a visitor to log in first. */
export function isAt(path: string, place: string): boolean {
  return place === '/'
    ? path === '/' || path === '/following'
    : path === place || path.startsWith(`${place}/`)
}

export function gated(place: string, signedIn: boolean): string {
  return signedIn ? place : `/login?next=${encodeURIComponent(place)}`
}

/** Only a path on this site may follow a login. */
export function safeNext(next: string | null): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/'
}
