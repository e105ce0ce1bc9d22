import { integer, secret, section, text } from '../../platform/config/index.ts'

export const playbackConfig = section('PLAYBACK', {
  TICKET_KEY: secret({ about: 'signs feed tickets' }),
  TICKET_KEY_OLD: secret({ about: 'the key before this one; its tickets stay good until they expire' }),
  TICKET_MINUTES: integer({
    min: 5,
    max: 1440,
    default: 120,
    about: 'how long a feed ticket can be watched with',
  }),
  TIME_ZONE: text({ env: 'PANGGUNG_TIME_ZONE', default: 'Asia/Jakarta', about: 'whose midnight ends a day' }),
  EVENTS_PER_MINUTE: integer({
    min: 10,
    max: 1_000_000,
    default: 600,
    about: 'watch events taken from one viewer',
  }),
  CLOSE_GRACE_MINUTES: integer({
    min: 0,
    max: 1440,
    default: 30,
    about: 'how long after midnight a day stays open',
  }),
  JUDGE_SECONDS: integer({ min: 1, max: 600, default: 3, about: 'pause between two rounds of judging' }),
  JUDGE_BATCH: integer({
    min: 100,
    max: 500_000,
    default: 50_000,
    about: 'events judged in one transaction',
  }),
  POPULAR_VIEWS: integer({
    min: 1,
    max: 1_000_000_000,
    default: 1000,
    about: 'views after which a clip is worth the time that smaller files (AV1) take to make',
  }),
  ROBOTS: text({
    default:
      'bot,crawl,spider,slurp,headless,phantomjs,curl,wget,python-requests,python-urllib,go-http-client,java/,okhttp,scrapy,preview,monitor,lighthouse',
    about: 'words in the user agent of declared robots',
  }),
})

export type PlaybackConfig = ReturnType<typeof playbackConfig.defaults>
