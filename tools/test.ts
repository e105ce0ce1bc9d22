/** The whole test run: checks, tests with one throw-away PostgreSQL, then the browser, and beside it a real S3 server where
 *  one can be had.
 *
 *    node tools/test.ts                   everything
 *    node tools/test.ts modules/ledger    the tests whose path contains that
 *    node tools/test.ts --check           types, lint, format and tidy only */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startTestCluster } from '../platform/testing/index.ts'
import { checks, runCheck } from './runner/checks.ts'
import { cleanEnvironment } from './runner/environment.ts'
import { findTests, isBesideBrowser, isBrowserTest, pick } from './runner/find-tests.ts'
import { runTestFile, stopAll } from './runner/test-file.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const atOnce = 2
const limitMs = { test: 300_000, browser: 420_000 }

const args = process.argv.slice(2)
const onlyChecks = args.includes('--check')
const filters = args.filter((arg) => !arg.startsWith('-'))
const unknown = args.find((arg) => arg.startsWith('-') && arg !== '--check')

const began = Date.now()
const total = { passed: 0, failed: 0, suites: 0 }
const failed: string[] = []

function tell(
  name: string,
  startedAt: number,
  result: { passed: number; failed: number; trouble: string },
  what = '',
): void {
  total.passed += result.passed
  total.failed += result.failed
  if (result.failed > 0) failed.push(name)
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  console.log(`${result.failed > 0 ? '✖' : '✔'} ${name} (${what}${seconds} s)`)
  if (result.trouble !== '') console.log(`\n${result.trouble.replace(/^/gm, '    ')}\n`)
}

/** It has a server and a database of its own; what it says is passed on. */
async function testOnS3(env: NodeJS.ProcessEnv): Promise<void> {
  const startedAt = Date.now()
  const run = spawn(process.execPath, ['tools/s3-server/test.ts', '--if-possible'], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = await once(run, 'exit')
  const isFine = code === 0
  tell('tools/s3-server', startedAt, { passed: isFine ? 1 : 0, failed: isFine ? 0 : 1, trouble: '' })
}

type Task = () => Promise<void>

async function runTasks(tasks: readonly Task[], width: number): Promise<void> {
  const queue = [...tasks]
  const work = async (): Promise<void> => {
    for (let task = queue.shift(); task; task = queue.shift()) await task()
  }
  await Promise.all(Array.from({ length: width }, work))
}

async function main(): Promise<void> {
  const tests = pick(findTests(root), onlyChecks ? ['tools/tidy/'] : filters)
  if (unknown !== undefined || tests.length === 0) {
    console.log(
      unknown === undefined ? `No test file matches ${filters.join(', ')}.` : `Unknown option ${unknown}.`,
    )
    total.failed++
    return
  }
  const scratch = mkdtempSync(join(tmpdir(), 'panggung-test-run-'))
  chmodSync(scratch, 0o755) // root's PostgreSQL runs as nobody and must be able to enter
  const cluster = onlyChecks ? undefined : await startTestCluster(scratch)
  const clear = (): void => {
    stopAll()
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      stopAll()
      void (cluster?.stop() ?? Promise.resolve()).finally(() => {
        clear()
        process.exit(130)
      })
    })
  const env = cleanEnvironment(process.env, {
    PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
    ...(cluster ? { PANGGUNG_TEST_DATABASE_URL: cluster.url } : {}),
  })

  const checkTasks = checks.map(
    (check): Task =>
      async () => {
        const startedAt = Date.now()
        const trouble = await runCheck(check, { cwd: root, env })
        const isFine = trouble === undefined
        tell(check.name, startedAt, {
          passed: isFine ? 1 : 0,
          failed: isFine ? 0 : 1,
          trouble: trouble ?? '',
        })
      },
  )
  const testTask =
    (path: string): Task =>
    async () => {
      const startedAt = Date.now()
      const limit = isBrowserTest(path) ? limitMs.browser : limitMs.test
      const result = await runTestFile(path, { root, scratch, env, limitMs: limit })
      total.suites += result.suites
      const count = result.passed + result.failed
      tell(path, startedAt, result, `${count} ${count === 1 ? 'test' : 'tests'}, `)
    }

  try {
    const beside = tests.filter(isBesideBrowser)
    const first = tests.filter((path) => !isBrowserTest(path) && !isBesideBrowser(path))
    await runTasks([...(filters.length === 0 ? checkTasks : []), ...first.map(testTask)], atOnce)
    // Two browsers would take the machine from each other; what runs beside one is never more than a stage that is asked.
    const onS3 = filters.length === 0 && !onlyChecks ? [(): Promise<void> => testOnS3(env)] : []
    await Promise.all([
      runTasks(tests.filter(isBrowserTest).map(testTask), 1),
      runTasks([...beside.map(testTask), ...onS3], 1),
    ])
  } finally {
    await cluster?.stop()
    clear()
  }
}

await main()
if (failed.length > 0) console.log(`\nfailing:\n${failed.map((name) => `  ${name}`).join('\n')}\n`)
const summary = {
  tests: total.passed + total.failed,
  suites: total.suites,
  pass: total.passed,
  fail: total.failed,
  cancelled: 0,
  skipped: 0,
  todo: 0,
  duration_ms: Date.now() - began,
}
for (const [name, value] of Object.entries(summary)) console.log(`ℹ ${name} ${value}`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0
