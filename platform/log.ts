/** Structured logs, one JSON line an event. Secrets never reach a line: the paths below are cut out. */
import { type Logger, pino, stdSerializers } from 'pino'

export type { Logger }

export interface LogOptions {
  readonly level: string
  /** Where lines go; standard output unless told. */
  readonly file?: string
}

export function createLog(options: LogOptions): Logger {
  const settings = {
    level: options.level,
    base: {},
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: errorLine },
    redact: {
      paths: [
        'password',
        '*.password',
        'token',
        '*.token',
        'secret',
        '*.secret',
        'req.headers.cookie',
        'req.headers.authorization',
        'res.headers["set-cookie"]',
      ],
      censor: '[hidden]',
    },
  }
  return options.file ? pino(settings, pino.destination({ dest: options.file, mkdir: true })) : pino(settings)
}

/** Without the connection that a database error drags along, and the key by which its queries can be cancelled. */
function errorLine(thrown: Error): object {
  const { client: _, ...line } = stdSerializers.err(thrown)
  return line
}

export const silentLog: Logger = pino({ level: 'silent' })
