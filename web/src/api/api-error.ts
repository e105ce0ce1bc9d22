/** What went wrong with a call. `message` is for people: it came from the server in their language, or,
 *  when no answer came, `code` is one of `offline`, `timeout`, `broken` and the page words it. */
export class ApiError extends Error {
  readonly code: string
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  readonly requestId: string | undefined
  constructor(code: string, status: number, message: string, requestId?: string) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.requestId = requestId
  }
}

export const isRefusal = (error: unknown, code: string): boolean =>
  error instanceof ApiError && error.code === code

/** Reads the one error envelope; anything else becomes `broken`. */
export function errorFromReply(status: number, body: unknown): ApiError {
  if (typeof body === 'object' && body !== null && 'error' in body) {
    const told = body.error
    if (typeof told === 'object' && told !== null && 'code' in told && 'message' in told) {
      const requestId = 'requestId' in told && typeof told.requestId === 'string' ? told.requestId : undefined
      return new ApiError(String(told.code), status, String(told.message), requestId)
    }
  }
  return new ApiError('broken', status, '')
}
