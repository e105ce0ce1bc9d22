/** What can be said about a file before a byte of it is sent. Pure. */
export interface FileFacts {
  readonly bytes: number
  readonly type: string
  readonly name: string
  /** Undefined where the browser can't read the file; the server decides then. */
  readonly seconds?: number | undefined
}
export interface FileLimits {
  readonly maxBytes: number
  readonly maxSeconds: number
  readonly accept: readonly string[]
}
export type FileFault = 'empty' | 'tooLarge' | 'tooLong' | 'notVideo'

export function checkFile(file: FileFacts, limits: FileLimits): FileFault | undefined {
  if (file.bytes === 0) return 'empty'
  if (/^(image|text|application\/(pdf|zip))/.test(file.type)) return 'notVideo'
  if (file.bytes > limits.maxBytes) return 'tooLarge'
  if (file.seconds !== undefined && file.seconds > limits.maxSeconds + 0.5) return 'tooLong'
  return undefined
}

/** Megabytes as the server's refusals count them (1024²), with the digits that still tell something. */
export function megabytes(bytes: number): number {
  const mb = bytes / 1024 / 1024
  if (mb >= 10) return Math.round(mb)
  return mb >= 1 ? Math.round(mb * 10) / 10 : Math.ceil(mb * 100) / 100
}
