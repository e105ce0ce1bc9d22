import { defineEvent } from '../../platform/events/index.ts'

/** A day's ad money is shared out: its amounts are verified and in the ledger. */
export const revenueDayShared = defineEvent<{ day: string }>('revenue.day-shared')

/** A period's document is signed and published, and whole units are posted: its amounts are final. */
export const revenuePeriodClosed = defineEvent<{ period: string }>('revenue.period-closed')
