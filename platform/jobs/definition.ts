export interface JobDefinition<Payload extends object> {
  readonly name: string
  /** Which processes run it; `worker` unless told. */
  readonly role: string
  /** Further tries after a failure; each waits longer than the one before. */
  readonly retries: number
  /** A worker that is silent for that long is taken for dead and the job is given to another. */
  readonly heartbeatSeconds: number
  readonly concurrency: number
  /** Runs by itself that often, on one process at a time, with an empty payload. */
  readonly everySeconds: number | undefined
  /** Carries the payload's type; never set. */
  readonly payload?: Payload
}

export interface JobContext {
  /** Aborted on shutdown. */
  readonly signal: AbortSignal
  /** How many tries came before this one. */
  readonly attempt: number
}

export function defineJob<Payload extends object = Record<string, never>>(
  options: { name: string } & Partial<Omit<JobDefinition<Payload>, 'name' | 'payload'>>,
): JobDefinition<Payload> {
  return {
    name: options.name,
    role: options.role ?? 'worker',
    retries: options.retries ?? 5,
    heartbeatSeconds: options.heartbeatSeconds ?? 30,
    concurrency: options.concurrency ?? 1,
    everySeconds: options.everySeconds,
  }
}
