import { type ConfigField, integer, section, text, type Values } from '../../platform/config/index.ts'

/** What another server asks for: hidden like a secret, and not ours to judge. */
const given = (about: string): ConfigField<string> => ({ ...text({ default: '', about }), isSecret: true })

export const feedConfig = section('FEED', {
  PAGE_SLOTS: integer({ min: 3, max: 30, default: 10, about: 'slots in one answer' }),
  REFRESH_SECONDS: integer({
    min: 1,
    max: 300,
    default: 2,
    about: 'how often the index looks for new and changed clips',
  }),
  TRIAL_PERCENT: integer({
    min: 0,
    max: 50,
    default: 15,
    about:
      'of a hundred slots, how many try out a clip that is new, until operators publish rules of their own; one in twenty always does',
  }),
  SLOT_DAYS: integer({
    min: 1,
    max: 400,
    default: 30,
    about: 'days that a record of what was offered, and how likely it was, is kept; it names no viewer',
  }),
  SAMPLE_PER_MILLE: integer({
    min: 0,
    max: 1_000,
    default: 200,
    about:
      'thousandths of pages, one a minute at most, that are kept with what they were drawn from, to weigh drafts of the settings on; some 30 kB each, and they name nobody',
  }),
  SAMPLE_DAYS: integer({ min: 1, max: 90, default: 14, about: 'days that this sample is kept' }),
  POPULARITY_SECONDS: integer({ min: 5, max: 3600, default: 20, about: 'how often counters are read again' }),
  EXTERNAL_URL: text({
    default: '',
    pattern: /^(https?:\/\/[^\s?#@]*[^\s?#@/])?$/,
    about: 'a Gorse server to take clips from as well, as http://10.0.0.5:8087; empty: none (docs/feed.md)',
  }),
  EXTERNAL_KEY: given('the API key of that server'),
  EXTERNAL_TIMEOUT_MS: integer({
    min: 50,
    max: 10_000,
    default: 500,
    about: 'how long a call of that server may take; no page waits for it',
  }),
  EXTERNAL_CAP: integer({
    min: 1,
    max: 100,
    default: 30,
    about: 'clips of that server in one page’s choice',
  }),
})
export type FeedConfig = Values<(typeof feedConfig)['fields']>
