import { defineEvent } from '../../platform/events/index.ts'

export const daySettled = defineEvent<{ day: string; poolMicro: string }>('ads.day-settled')
