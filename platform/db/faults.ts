import { codeOf } from '../errors.ts'

/** 08*: connection exceptions; 57P0*: the server is stopping or starting. */
const lostCodes = /^(08...|57P0[1-5])$/
const lostSystemCodes = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOENT'])

/** True when the outcome of the statement is unknown because the connection went away. */
export function isConnectionLost(thrown: unknown): boolean {
  const code = codeOf(thrown)
  if (code !== undefined) return lostCodes.test(code) || lostSystemCodes.has(code)
  return (
    thrown instanceof Error &&
    /connection terminated|timeout exceeded when trying to connect|Client has encountered/i.test(
      thrown.message,
    )
  )
}

/** @param constraint its name, to tell apart two keys of one table */
export function isUniqueViolation(thrown: unknown, constraint?: string): boolean {
  if (codeOf(thrown) !== '23505') return false
  if (constraint === undefined) return true
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    'constraint' in thrown &&
    thrown.constraint === constraint
  )
}
