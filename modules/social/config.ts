import { integer, section, type Values } from '../../platform/config/index.ts'

export const socialConfig = section('SOCIAL', {
  SHARE_DAYS: integer({
    // What the ranker may have to learn again reaches back 30 days.
    min: 31,
    max: 400,
    default: 60,
    about: 'days that it is kept who sent which clip on; how many did is kept for good',
  }),
})

export type SocialConfig = Values<(typeof socialConfig)['fields']>
