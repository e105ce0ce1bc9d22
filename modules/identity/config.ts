import { integer, section } from '../../platform/config/index.ts'

export const identityConfig = section('IDENTITY', {
  SESSION_DAYS: integer({ min: 1, max: 365, default: 30, about: 'how long a login lasts' }),
})
