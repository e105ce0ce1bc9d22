/** What the S3 suite stands on: a bucket of the test's own on the server that the run started. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { AwsClient } from 'aws4fetch'
import { assert } from '../../platform/errors.ts'
import type { S3StorageOptions } from '../../platform/storage/index.ts'
import { type Scope, temporaryFolder } from '../../platform/testing/index.ts'

export type Bucket = S3StorageOptions & {
  /** How many parts lie in unfinished multipart uploads. */
  unfinished(): Promise<number>
  /** What a stage is told in its environment. */
  readonly environment: Readonly<Record<string, string>>
}

export async function aBucket(t: Scope): Promise<Bucket> {
  const [endpoint, key, secret] = (process.env['PANGGUNG_TEST_S3'] ?? '').split(' ')
  assert(endpoint && key && secret, 'these tests are run by: node tools/s3-server/test.ts')
  const bucket = `test-${randomBytes(6).toString('hex')}`
  const region = 'us-east-1'
  const client = new AwsClient({ accessKeyId: key, secretAccessKey: secret, service: 's3', region })
  const made = await client.fetch(`${endpoint}/${bucket}`, { method: 'PUT' })
  assert(made.ok, `the bucket was not made: ${await made.text()}`)
  return {
    ...{ endpoint, region, bucket, key, secret },
    pathStyle: true,
    scratch: join(temporaryFolder(t), 'lent'),
    // The smallest that Amazon's S3 takes for a part that is not the last.
    partBytes: 5 * 1024 * 1024,
    environment: {
      PANGGUNG_STORAGE_S3_ENDPOINT: endpoint,
      PANGGUNG_STORAGE_S3_BUCKET: bucket,
      PANGGUNG_STORAGE_S3_KEY: key,
      PANGGUNG_STORAGE_S3_SECRET: secret,
    },
    async unfinished() {
      const answer = await client.fetch(`${endpoint}/${bucket}?uploads=`)
      return [...(await answer.text()).matchAll(/<Upload>/g)].length
    },
  }
}
