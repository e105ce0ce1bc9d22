import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'

/** Programs that we started and that must not outlive us. */
const running = new Set()
process.on('exit', () => running.forEach((child) => child.kill('SIGTERM')))

/**
 * Runs a program to its end and keeps what it printed.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ ok: boolean, output: string }>} `ok` is false too when the program can't be started
 */
export async function run(command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = (chunk) => {
    output = (output + chunk).slice(-64_000)
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  running.add(child)
  const stop = (signal) => process.exit(128 + constants.signals[signal])
  process.on('SIGINT', stop).on('SIGTERM', stop)
  try {
    const [code] = await once(child, 'close')
    return { ok: code === 0, output }
  } catch (thrown) {
    return { ok: false, output: String(thrown) }
  } finally {
    running.delete(child)
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

/**
 * Lets a program take this one's place: same terminal, our signals are its signals, its end is ours.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} its exit code; 128 + the signal's number when a signal ended it
 */
export async function handOver(command, args, options) {
  const child = spawn(command, args, { ...options, stdio: 'inherit' })
  // On a terminal Ctrl-C already reaches the whole group; sent on, the program would take it for a second one.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT')
  })
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGUSR2']) process.on(signal, () => child.kill(signal))
  const [code, signal] = await once(child, 'exit')
  return signal ? 128 + constants.signals[signal] : code
}
