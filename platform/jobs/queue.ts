import { randomUUID } from 'node:crypto'
import { PgBoss } from 'pg-boss'
import type { Db, Queryable } from '../db/index.ts'
import { asError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { JobContext, JobDefinition } from './definition.ts'
import { prepareTurns, takeTurn } from './take-turn.ts'

export interface Jobs {
  /** @param key at most one waiting job of this name and key exists; a second send is folded into it
   *  @param fairTo for whom it is done: nobody's jobs of this name wait for all of somebody else's */
  send<P extends object>(
    tx: Queryable,
    job: JobDefinition<P>,
    payload: P,
    options?: { key?: string; startAfter?: Date; fairTo?: string },
  ): Promise<void>
  /** Says who does the work. Takes effect at {@link Jobs.start}. */
  work<P extends object>(
    job: JobDefinition<P>,
    handler: (payload: P, context: JobContext) => Promise<void>,
  ): void
  /** Makes the queues and begins to work those of the given roles; with no role this process only sends. */
  start(roles: readonly string[]): Promise<void>
  /** Runs everything that is due, and what that causes, until nothing is left. For tests and the CLI.
   *  @param roles only jobs of these roles; all unless told. @returns how many jobs ran. @throws the first failure of a handler */
  drain(roles?: readonly string[]): Promise<number>
  /** Runs each periodic job once, now. */
  tick(): Promise<void>
  /** Waiting, running and failed jobs by name. */
  stats(): Promise<{ name: string; waiting: number; running: number; failed: number }[]>
  /** Lets running handlers end, for at most `graceMs`. */
  stop(graceMs?: number): Promise<void>
}

export interface JobsOptions {
  readonly db: Db
  readonly log: Logger
}

interface Registered {
  readonly job: JobDefinition<object>
  readonly handler: (payload: object, context: JobContext) => Promise<void>
}

const schema = 'jobs'
const periodicAtOnce = 4

export function createJobs({ db, log }: JobsOptions): Jobs {
  const registered = new Map<string, Registered>()
  const abort = new AbortController()
  const timers: NodeJS.Timeout[] = []
  const running = new Set<Promise<unknown>>()
  let boss: PgBoss | undefined
  let opening: Promise<PgBoss> | undefined

  const open = (working: boolean): Promise<PgBoss> => {
    opening ??= (async () => {
      const made = new PgBoss({
        connectionString: db.url,
        schema,
        max: 4,
        application_name: 'panggung jobs',
        schedule: false,
        supervise: working,
        useListenNotify: working,
        superviseIntervalSeconds: 15,
        monitorIntervalSeconds: 15,
        registerInstance: false,
      })
      made.on('error', (error) => log.warn({ event: 'jobs-fault', err: error }))
      made.on('warning', (warning) => log.warn({ event: 'jobs-warning', warning: warning.message }))
      await made.start()
      await prepareTurns((text) => made.getDb().executeSql(text))
      await declareQueues(made)
      boss = made
      return made
    })()
    return opening
  }

  const declared = new Set<string>()
  const declareQueues = async (on: PgBoss): Promise<void> => {
    const known = new Set((await on.getQueues()).map((queue) => queue.name))
    for (const { job } of registered.values()) {
      if (declared.has(job.name) || job.everySeconds !== undefined) continue
      const options = {
        retryLimit: job.retries,
        retryDelay: 2,
        retryBackoff: true,
        retryDelayMax: 600,
        heartbeatSeconds: Math.max(10, job.heartbeatSeconds),
        expireInSeconds: 86_400 / 2,
        deleteAfterSeconds: 86_400,
        notify: true,
      }
      if (known.has(job.name)) await on.updateQueue(job.name, options)
      else await on.createQueue(job.name, { ...options, policy: 'short' }) // one waiting job a key
      declared.add(job.name)
    }
  }

  const runPeriodic = async ({ job, handler }: Registered): Promise<void> => {
    await db.exclusively(`jobs.${job.name}`, () => handler({}, { signal: abort.signal, attempt: 0 }))
  }
  /** Each holds a connection for its lock and asks for more: all at once, they would take the last ones and then wait
   *  for each other. Many fall due on the same second. */
  const inTurn = places(periodicAtOnce)

  const track = <T>(work: Promise<T>): Promise<T> => {
    running.add(work)
    const done = () => running.delete(work)
    work.then(done, done)
    return work
  }

  return {
    async send(tx, job, payload, options = {}) {
      const on = boss ?? (await open(false))
      if (!declared.has(job.name)) await declareQueues(on)
      const priority = options.fairTo === undefined ? 0 : await takeTurn(tx, job.name, options.fairTo)
      await on.send(job.name, payload, {
        db: { executeSql: (text, values) => tx.execute(text, values ?? []) },
        singletonKey: options.key ?? randomUUID(), // no key: nothing to fold it into
        priority,
        ...(options.startAfter === undefined ? {} : { startAfter: options.startAfter }),
      })
    },
    work(job, handler) {
      if (registered.has(job.name)) throw new Error(`the job ${job.name} has a handler already`)
      // The queue gives back what `send` took for the same definition, so the payload's type holds.
      registered.set(job.name, { job, handler: handler as Registered['handler'] })
    },
    async start(roles) {
      const on = await open(true)
      await declareQueues(on)
      for (const one of registered.values()) {
        if (!roles.includes(one.job.role)) continue
        if (one.job.everySeconds !== undefined) {
          timers.push(
            every(one.job.everySeconds * 1000, () => inTurn(() => track(runPeriodic(one))), one.job.name),
          )
          continue
        }
        await on.work<object>(
          one.job.name,
          {
            localConcurrency: one.job.concurrency,
            pollingIntervalSeconds: 2,
            notifyPollingIntervalSeconds: 5,
            batchSize: 1,
          },
          async ([job]) => {
            if (!job) return
            const signal = AbortSignal.any([abort.signal, job.signal])
            try {
              await track(one.handler(job.data, { signal, attempt: job.retryCount }))
            } catch (thrown) {
              log.error({
                event: 'job-failed',
                job: one.job.name,
                id: job.id,
                attempt: job.retryCount,
                err: asError(thrown),
              })
              throw thrown
            }
          },
        )
      }
    },
    async drain(roles) {
      const on = await open(false)
      await declareQueues(on)
      let ran = 0
      for (let found = true; found; ) {
        found = false
        for (const { job, handler } of registered.values()) {
          if (job.everySeconds !== undefined || (roles && !roles.includes(job.role))) continue
          const batch = await on.fetch<object>(job.name, {
            batchSize: 50,
            ignoreStartAfter: true,
            includeMetadata: true,
          })
          // They come as they lie in the table; a worker takes one at a time, and by its turn.
          for (const one of batch.toSorted((a, b) => b.priority - a.priority)) {
            found = true
            ran++
            try {
              await handler(one.data, { signal: abort.signal, attempt: one.retryCount })
              await on.complete(job.name, one.id)
            } catch (thrown) {
              await on.fail(job.name, one.id)
              throw thrown
            }
          }
        }
      }
      return ran
    },
    async tick() {
      for (const one of registered.values()) if (one.job.everySeconds !== undefined) await runPeriodic(one)
    },
    async stats() {
      const on = await open(false)
      const queues = await on.getQueues()
      const fresh = await Promise.all(queues.map((queue) => on.getQueueStats(queue.name, { force: true })))
      return fresh.flatMap(([stat]) =>
        stat
          ? [
              {
                name: stat.name,
                waiting: stat.queuedCount,
                running: stat.activeCount,
                failed: stat.failedCount,
              },
            ]
          : [],
      )
    },
    async stop(graceMs = 10_000) {
      for (const timer of timers) clearInterval(timer)
      abort.abort()
      await Promise.race([
        Promise.allSettled([...running]),
        new Promise((done) => setTimeout(done, graceMs).unref()),
      ])
      await boss?.stop({ graceful: true, timeout: Math.min(graceMs, 5_000), close: true })
    },
  }

  /** Ticks that never overlap: a run that takes longer than the period skips beats. */
  function every(ms: number, run: () => Promise<void>, name: string): NodeJS.Timeout {
    let busy = false
    return setInterval(() => {
      if (busy || abort.signal.aborted) return
      busy = true
      run()
        .catch((error: unknown) => log.error({ event: 'periodic-failed', job: name, err: asError(error) }))
        .finally(() => {
          busy = false
        })
    }, ms)
  }
}

/** Lets so many works run at once; the others wait their turn. */
function places(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = count
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((go) => waiting.push(go))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
