/** Runs one test file in a process of its own and counts what happened in it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Verdict } from './report.ts'

export interface FileResult {
  readonly passed: number
  readonly failed: number
  readonly suites: number
  /** What to print about it; empty when all is well. */
  readonly trouble: string
}

export interface FileRun {
  readonly root: string
  /** A folder of the caller's for reports. */
  readonly scratch: string
  readonly env: NodeJS.ProcessEnv
  /** A file that has not ended by then has left something open, or hangs. */
  readonly limitMs: number
}

const reporter = fileURLToPath(new URL('./report.ts', import.meta.url))
const dice = new URL('./throw-dice.ts', import.meta.url).href
const running = new Set<number>()

/** Ends every test process, with whatever it started. */
export function stopAll(): void {
  for (const pid of running) killGroup(pid)
}

let reports = 0

/** @param path of the test file, from the root */
export async function runTestFile(path: string, run: FileRun): Promise<FileResult> {
  const report = join(run.scratch, `report-${reports++}.jsonl`)
  const { code, output, isLate } = await runProcess(path, report, run)
  const verdicts = existsSync(report) ? readVerdicts(readFileSync(report, 'utf8')) : []
  return judge({ path, verdicts, code, output, isLate, limitMs: run.limitMs })
}

async function runProcess(path: string, report: string, run: FileRun) {
  const throwsDice = readFileSync(join(run.root, path), 'utf8').includes("from 'fast-check'")
  const args = [
    ...(throwsDice ? [`--import=${dice}`] : []),
    `--test-reporter=${reporter}`,
    `--test-reporter-destination=${report}`,
    `--test-timeout=${run.limitMs}`,
    path,
  ]
  // A group of its own, so that servers and browsers which a failed test left behind go with it.
  const child = spawn(process.execPath, args, { cwd: run.root, env: run.env, detached: true })
  const pid = child.pid
  if (pid !== undefined) running.add(pid)
  let output = ''
  const keep = (chunk: string): void => {
    output = (output + chunk).slice(-20_000)
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  let isLate = false
  const limit = setTimeout(() => {
    isLate = true
    if (pid !== undefined) killGroup(pid)
  }, run.limitMs + 5_000)
  const [code] = await once(child, 'exit')
  clearTimeout(limit)
  if (pid !== undefined) {
    killGroup(pid)
    running.delete(pid)
  }
  return { code: typeof code === 'number' ? code : undefined, output, isLate }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing of it is left.
  }
}

export function readVerdicts(text: string): Verdict[] {
  return text
    .split('\n')
    .filter((line) => line.endsWith('}')) // a killed process may leave half a line
    .map((line): Verdict => JSON.parse(line))
}

interface Evidence {
  readonly path: string
  readonly verdicts: readonly Verdict[]
  /** Nothing when a signal ended the process. */
  readonly code: number | undefined
  readonly output: string
  readonly isLate: boolean
  readonly limitMs: number
}

/** Counts a file. A test that was skipped, a file without a test and a file that broke beside its tests are
 *  failures too: what has not run has shown nothing. */
export function judge({ path, verdicts, code, output, isLate, limitMs }: Evidence): FileResult {
  const tests = verdicts.filter(({ kind }) => kind === 'test')
  const passed = tests.filter(({ outcome }) => outcome === 'passed').length
  const failures = verdicts
    .filter(({ outcome, kind, isOuter }) => outcome === 'failed' && (kind === 'test' || !isOuter))
    .map((one) => ({ title: one.name, line: one.line, why: one.isOuter ? '' : (one.why ?? '') }))
  for (const { name, line, outcome } of verdicts)
    if (outcome === 'skipped') failures.push({ title: name, line, why: 'This test was skipped.' })
  const beside = (why: string) => failures.push({ title: path, line: undefined, why })
  if (isLate)
    beside(`Did not end within ${Math.round(limitMs / 1000)} s: it hangs, or leaves something open.`)
  else if (code !== 0 && failures.length === 0)
    beside(code === undefined ? 'A signal ended it.' : `Ended with exit code ${code}.`)
  else if (tests.length === 0 && failures.length === 0) beside('There is no test in this file.')

  const told = failures.filter(({ why }) => why !== '')
  const trouble = [
    ...told.map(
      ({ title, line, why }) => `✖ ${title} (${path}${line === undefined ? '' : `:${line}`})\n${why}`,
    ),
    ...(failures.length > 0 && output.trim() !== '' ? [`It printed:\n${output.trim()}`] : []),
  ].join('\n\n')
  const suites = verdicts.filter(({ kind }) => kind === 'suite').length
  return { passed, failed: failures.length, suites, trouble }
}
