import { integer, section, text, type Values } from '../../platform/config/index.ts'
import { toLang } from './caption.ts'

export const captionsConfig = section('CAPTIONS', {
  MAX_CUES: integer({ min: 10, max: 20_000, default: 5_000, about: 'the most cues one track may have' }),
  MAX_BYTES: integer({
    min: 1024,
    max: 4 * 1024 ** 2,
    default: 512 * 1024,
    about: 'the largest caption file that is taken, in bytes',
  }),
  MAX_TRACKS: integer({
    min: 1,
    max: 200,
    default: 40,
    about: 'in how many languages a clip may have captions',
  }),
  RESTORE_DAYS: integer({
    min: 1,
    max: 365,
    default: 30,
    about: 'how long removed captions can be brought back',
  }),
  COMMAND: text({
    default: '',
    about:
      'a local program that writes captions: {wav} and {lang} are filled in; empty: not offered (docs/captions.md)',
  }),
  LANGS: text({
    default: 'id,en',
    about: 'the languages that COMMAND understands, by commas',
    pattern: /^[A-Za-z0-9-]{2,11}(\s*,\s*[A-Za-z0-9-]{2,11})*$/,
  }),
  AUTO_MINUTES: integer({ min: 1, max: 720, default: 30, about: 'how long COMMAND may take for one clip' }),
  AUTO_MEMORY_MB: integer({
    min: 256,
    max: 262_144,
    default: 8192,
    about: 'address space COMMAND may take; a model counts with its file size',
  }),
  AUTO_PER_DAY: integer({
    min: 1,
    max: 10_000,
    default: 50,
    about: 'how often an account may have captions written in a day',
  }),
})

export type CaptionsConfig = Values<(typeof captionsConfig)['fields']>

/** What COMMAND understands, in one spelling; what is no language is left out. */
export const autoLangs = (config: Pick<CaptionsConfig, 'COMMAND' | 'LANGS'>): string[] =>
  config.COMMAND.trim() === ''
    ? []
    : [...new Set(config.LANGS.split(',').flatMap((one) => toLang(one.trim()) ?? []))]
