import { createHash } from 'node:crypto'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import { identityRefusals } from './contract.ts'
import * as store from './store.ts'

const windowMs = 15 * 60_000
/** Failures allowed in the window. An address may serve a whole school, so it is allowed more than one handle. */
const perHandle = 8
const perAddress = 60

/** Slows down guessing, for a handle and for an address, whether or not the handle exists. */
export function createThrottle({ db, clock }: { db: Db; clock: Clock }) {
  const subjectsOf = (handle: string, address: string) => ({
    handle: `handle:${createHash('sha256').update(handle).digest('base64url')}`,
    address: `address:${createHash('sha256').update(address).digest('base64url')}`,
  })
  return {
    /** @throws Refusal login_throttled */
    async check(handle: string, address: string): Promise<void> {
      const now = clock.now()
      const subjects = subjectsOf(handle, address)
      for (const row of await store.readFailures(db, Object.values(subjects), now)) {
        const allowed = row.subject === subjects.handle ? perHandle : perAddress
        if (row.failures >= allowed)
          refuse(identityRefusals.login_throttled, {
            seconds: Math.max(1, Math.ceil((row.windowEndsAt.getTime() - now.getTime()) / 1000)),
          })
      }
    },
    async failed(handle: string, address: string): Promise<void> {
      const now = clock.now()
      const ends = new Date(now.getTime() + windowMs)
      for (const subject of Object.values(subjectsOf(handle, address)))
        await store.countFailure(db, subject, now, ends)
    },
    succeeded: (handle: string, address: string) =>
      store.clearFailures(db, [subjectsOf(handle, address).handle]),
  }
}
