/** Whether who asks has this content already (RFC 9110, 13.1.2): weakly, for a proxy may have packed it otherwise.
 *  @param header If-None-Match
 *  @param etag strong, with its quotes */
export function hasAlready(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*')
}
