import { integer, path, section, type Values } from '../../platform/config/index.ts'

export const mediaConfig = section('MEDIA', {
  FFMPEG: path({ default: 'ffmpeg', about: 'the ffmpeg program, 5.1 or newer' }),
  FFPROBE: path({ default: 'ffprobe', about: 'the ffprobe program that came with it' }),
  MAX_BYTES: integer({
    min: 1024,
    max: 16 * 1024 ** 3,
    default: 512 * 1024 ** 2,
    about: 'the largest file that may be uploaded, in bytes',
  }),
  MAX_SECONDS: integer({ min: 1, max: 3600, default: 180, about: 'the longest clip, in seconds' }),
  OPEN_UPLOADS: integer({ min: 1, max: 1000, default: 10, about: 'unfinished uploads an account may have' }),
  QUOTA_BYTES: integer({
    min: 1024,
    max: 1024 ** 5,
    default: 20 * 1024 ** 3,
    about: 'bytes of originals that one account may have here, unfinished uploads included',
  }),
  QUOTA_DAY_CLIPS: integer({
    min: 1,
    max: 1_000_000,
    default: 200,
    about: 'clips that one account may begin to upload within 24 hours',
  }),
  UPLOAD_HOURS: integer({
    min: 1,
    max: 720,
    default: 24,
    about: 'how long an idle unfinished upload is kept',
  }),
  UNPOSTED_DAYS: integer({
    min: 1,
    max: 3650,
    default: 30,
    about: 'how long an upload that arrived is kept without being posted',
  }),
  RELEASE_DAYS: integer({
    min: 0,
    max: 365,
    default: 7,
    about: 'how long files stay after the last clip, draft or sound that needs them is gone for good',
  }),
  MEMORY_MB: integer({
    min: 512,
    max: 262_144,
    default: 4096,
    about: 'address space one ffmpeg may take; 4K needs about 1500',
  }),
  THREADS: integer({
    min: 1,
    max: 64,
    default: 4,
    about: 'threads an ffmpeg may use for each decoder and encoder',
  }),
  URL_HOURS: integer({
    min: 1,
    max: 168,
    default: 6,
    about: 'how long a signed media address works, at least',
  }),
})

export type MediaConfig = Values<(typeof mediaConfig)['fields']>
