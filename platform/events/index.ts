/** Facts travel from a module to those that come after it. An event is published in the transaction that made it
 *  true and reaches each subscriber as a job of its own: at least once, in no promised order. */
import { defineJob, type JobDefinition, type Jobs } from '../jobs/index.ts'
import type { Tx } from '../db/index.ts'

export interface EventDefinition<Payload extends object> {
  readonly name: string
  /** Carries the payload's type; never set. */
  readonly payload?: Payload
}

export function defineEvent<Payload extends object>(name: string): EventDefinition<Payload> {
  return { name }
}

export interface Events {
  publish<P extends object>(tx: Tx, event: EventDefinition<P>, payload: P): Promise<void>
  /** @param subscriber a stable name: it is part of the queue's name */
  on<P extends object>(
    event: EventDefinition<P>,
    subscriber: string,
    handler: (payload: P) => Promise<void>,
  ): void
}

export function createEvents(jobs: Jobs): Events {
  const subscribers = new Map<string, JobDefinition<object>[]>()
  return {
    async publish(tx, event, payload) {
      for (const job of subscribers.get(event.name) ?? []) await jobs.send(tx, job, payload)
    },
    on(event, subscriber, handler) {
      const job = defineJob<NonNullable<(typeof event)['payload']>>({
        name: `${event.name}/${subscriber}`,
        retries: 20,
      })
      subscribers.set(event.name, [...(subscribers.get(event.name) ?? []), job])
      jobs.work(job, handler)
    },
  }
}
