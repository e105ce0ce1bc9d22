/** Work that happens later. A job is enqueued in the caller's transaction: it exists exactly when the change that
 *  caused it does. A handler may run twice (a killed worker's job is given to another) and must be idempotent. */
export { createJobs, type Jobs, type JobsOptions } from './queue.ts'
export { defineJob, type JobContext, type JobDefinition } from './definition.ts'
