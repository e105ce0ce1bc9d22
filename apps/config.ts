import { choice, flag, integer, section, text } from '../platform/config/index.ts'

export const stageConfig = section('STAGE', {
  PORT: integer({
    env: 'PORT',
    min: 0,
    max: 65_535,
    default: 8080,
    about: 'the one port that serves everything',
  }),
  HOST: text({ default: '0.0.0.0', about: 'the address to listen on' }),
  DATA: text({ env: 'PANGGUNG_DATA', default: './data', about: 'the data folder: database, media, keys' }),
  DATABASE_URL: text({
    env: 'DATABASE_URL',
    default: '',
    about: 'a PostgreSQL of your own; without it the stage starts its own',
  }),
  DEMO: choice({
    env: 'PANGGUNG_DEMO',
    of: ['', '0', '1'],
    default: '',
    about: '1: fill an empty stage with the demo, 0: never; unset: npm start does, npm run serve never does',
  }),
  PUBLIC_URL: text({
    default: '',
    pattern: /^(https?:\/\/[^/\s]+)?$/,
    about:
      'where visitors reach the stage, for share cards (https://panggung.example); unset: as the request says',
  }),
  NAME: text({ default: 'Panggung', about: 'the name of this stage' }),
  TIME_ZONE: text({
    env: 'PANGGUNG_TIME_ZONE',
    default: 'Asia/Jakarta',
    about: 'whose midnight ends a day',
  }),
  TRUST_PROXY: text({
    default: '',
    about: 'addresses of the proxies in front, comma-separated, whose X-Forwarded-* headers count',
  }),
  LOG_LEVEL: choice({
    of: ['fatal', 'error', 'warn', 'info', 'debug'],
    default: 'info',
    about: 'how much the log says',
  }),
  NEXT_SIGNING_KEY: flag({
    default: false,
    about: 'the next period document introduces the key that signs those after it (docs/operating.md, keys)',
  }),
  SECURE_ONLY: flag({
    default: false,
    about: 'send Strict-Transport-Security (when the stage is reached by https)',
  }),
})
