import { choice, type ConfigField, flag, section, text, type Values } from '../config/index.ts'

/** What a store gave to the operator: hidden like a secret, and not ours to judge. */
const given = (about: string): ConfigField<string> => ({ ...text({ default: '', about }), isSecret: true })

export const storageConfig = section('STORAGE', {
  KIND: choice({
    of: ['disk', 's3'],
    default: 'disk',
    about: 'where new media files go; files are read from both, if both are there',
  }),
  S3_ENDPOINT: text({
    default: '',
    pattern: /^(https?:\/\/[^\s?#]+)?$/,
    about: 'the S3 service, without the bucket: https://s3.ap-southeast-3.amazonaws.com',
  }),
  S3_REGION: text({ default: 'us-east-1', about: 'the region of the bucket, as the service names it' }),
  S3_BUCKET: text({
    default: '',
    pattern: /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$/,
    about: 'the bucket, made by you; with it the store is read, whatever KIND is',
  }),
  S3_KEY: text({ default: '', about: 'the access key; it must be allowed to list, read, write and delete' }),
  S3_SECRET: given('the secret that belongs to the key'),
  S3_PATH_STYLE: flag({
    default: true,
    about: '1: the bucket is in the path (works nearly everywhere), 0: in the host name',
  }),
  READS: choice({
    of: ['proxy', 'redirect'],
    default: 'proxy',
    about:
      'proxy: viewers get files through the stage; redirect: straight from the store, by signed addresses',
  }),
  S3_READ_ENDPOINT: text({
    default: '',
    pattern: /^(https?:\/\/[^\s?#]+)?$/,
    about: 'how viewers reach the store when they are redirected; unset: by S3_ENDPOINT',
  }),
})

export type StorageConfig = Values<(typeof storageConfig)['fields']>
