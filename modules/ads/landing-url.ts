/** @returns the address in its normal form, or undefined when it is not a public https address */
export function landingUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const { hostname } = url
  const isName = /^(?=.{4,253}$)([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,61}[a-z]$/.test(hostname)
  const isLocal = /(^|\.)(localhost|local|internal|lan|home|test|invalid|onion)$/.test(hostname)
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || !isName || isLocal)
    return undefined
  return url.port === '' && url.href.length <= 500 ? url.href : undefined
}
