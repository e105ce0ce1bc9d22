/** Everything that speaks S3, tested against a real S3 server that is started for it:
 *
 *    node tools/s3-server/test.ts                  fails when the server can't be had here
 *    node tools/s3-server/test.ts --if-possible    says so, and does not fail
 *    node tools/s3-server/test.ts stage            the tests whose name contains that */
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startTestCluster } from '../../platform/testing/index.ts'
import { cleanEnvironment } from '../runner/environment.ts'
import { runTestFile, stopAll } from '../runner/test-file.ts'
import { NotInstallable } from './install.ts'
import { type S3Server, startS3Server } from './start.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const suite = 'tools/s3-server/suite'
const args = process.argv.slice(2)
const filters = args.filter((arg) => !arg.startsWith('-'))

async function main(): Promise<number> {
  const files = readdirSync(join(root, suite))
    .filter((name) => name.endsWith('-on-s3.ts') && filters.every((one) => name.includes(one)))
    .sort()
  if (files.length === 0) {
    console.log(`No test of the S3 suite matches ${filters.join(', ')}.`)
    return 1
  }
  const began = Date.now()
  let server: S3Server
  try {
    server = await startS3Server()
  } catch (thrown) {
    if (!(thrown instanceof NotInstallable)) throw thrown
    console.log(`S3 WAS NOT TESTED: ${thrown.message}`)
    return args.includes('--if-possible') ? 0 : 1
  }
  const scratch = mkdtempSync(join(tmpdir(), 'panggung-s3-run-'))
  chmodSync(scratch, 0o755) // root's PostgreSQL runs as nobody and must be able to enter
  let cluster: Awaited<ReturnType<typeof startTestCluster>> | undefined
  const end = async (): Promise<void> => {
    stopAll()
    await server.stop()
    await cluster?.stop()
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void end().finally(() => process.exit(130)))
  let passed = 0
  let failed = 0
  try {
    console.log(`A real S3 server is up after ${seconds(began)}: OpenStack Swift, ${server.endpoint}`)
    cluster = await startTestCluster(scratch)
    const env = cleanEnvironment(process.env, {
      PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
      PANGGUNG_TEST_DATABASE_URL: cluster.url,
      PANGGUNG_TEST_S3: server.asText,
    })
    for (const name of files) {
      const startedAt = Date.now()
      const result = await runTestFile(`${suite}/${name}`, { root, scratch, env, limitMs: 420_000 })
      passed += result.passed
      failed += result.failed
      console.log(
        `${result.failed > 0 ? '✖' : '✔'} ${name} (${result.passed + result.failed} tests, ${seconds(startedAt)})`,
      )
      if (result.trouble !== '') console.log(`\n${result.trouble.replace(/^/gm, '    ')}\n`)
    }
  } finally {
    await end()
  }
  console.log(`S3: ${passed} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
}

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`

process.exitCode = await main()
