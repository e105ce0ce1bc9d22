/** Runs the real server as processes of its own and starts again what dies, as systemd or a container runtime would. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'

const root = fileURLToPath(new URL('../../', import.meta.url))
const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const cli = fileURLToPath(new URL('../cli.ts', import.meta.url))
const linesKept = 400
/** Whoever starts while the database is being killed may give up; who runs must live through it. */
const databaseAway =
  /ECONNREFUSED|ECONNRESET|Connection terminated|terminating connection|starting up|shutting down/

export interface Supervised {
  readonly name: string
  readonly pid: () => number | undefined
  /** kill -9, and a new one. Resolves when the old one is gone. */
  kill(): Promise<void>
  /** SIGTERM, and no new one. @returns its exit code, or the signal that ended it */
  stop(): Promise<number | string>
  /** Resolves when the current one says that it is up. */
  up(): Promise<void>
  /** Its port, when it serves. */
  port(): number
}

export interface Supervisor {
  run(roles: string): Supervised
  /** `panggung COMMAND …` @returns how it ended and what it said */
  command(...args: string[]): { ended: Promise<{ code: number | null; said: string }>; kill(): void }
  /** Processes that ended although nobody asked them to. */
  readonly accidents: readonly string[]
  /** The last lines that all processes wrote. */
  readonly lines: readonly string[]
  stopAll(): Promise<void>
}

/** @param env besides PATH */
export function createSupervisor(env: Readonly<Record<string, string>>): Supervisor {
  const accidents: string[] = []
  const lines: string[] = []
  const all: Supervised[] = []
  const commands = new Set<ChildProcess>()
  const hear = (name: string, child: ChildProcess, heard?: (line: string) => void): void => {
    for (const stream of [child.stdout, child.stderr]) {
      let rest = ''
      stream?.setEncoding('utf8').on('data', (piece: string) => {
        const parts = (rest + piece).split('\n')
        rest = parts.pop() ?? ''
        for (const line of parts) {
          heard?.(line)
          if (line.trim() !== '')
            lines.push(`${new Date().toISOString().slice(14, 23)} ${name}: ${line.slice(0, 400)}`)
        }
        lines.splice(0, lines.length - linesKept)
      })
    }
  }
  const launch = (file: string, args: readonly string[], more: Record<string, string> = {}): ChildProcess =>
    spawn(process.execPath, [file, ...args], {
      cwd: root,
      env: { PATH: process.env.PATH, ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    })

  const run = (roles: string): Supervised => {
    let child: ChildProcess
    let port = 0
    let expected = false
    let stopped = false
    let ready = false
    const start = (): void => {
      ready = false
      expected = false
      const said: string[] = []
      const mine = launch(main, ['serve', `--roles=${roles}`], { PORT: String(port) })
      child = mine
      hear(roles, mine, (line) => {
        const [, found] = /on stage: http:\/\/localhost:(\d+)/.exec(line) ?? []
        if (found !== undefined) port = Number(found)
        if (/on stage|works as/.test(line)) ready = true
        if (said.push(line.slice(0, 400)) > 20) said.shift()
      })
      let wasReady = false
      mine.once('exit', () => {
        wasReady = ready
        ready = false
      })
      mine.once('close', (code, signal) => {
        if (stopped) return
        const excused = expected || (!wasReady && databaseAway.test(said.join()))
        if (!excused) accidents.push(`${roles} ended by itself (${signal ?? code}): ${said.join(' | ')}`)
        // What a supervisor does: not at once if it fails at once.
        setTimeout(() => !stopped && start(), expected ? 50 : 1_000)
      })
    }
    start()
    const supervised: Supervised = {
      name: roles,
      pid: () => child.pid,
      port: () => port,
      async kill() {
        const mine = child
        if (mine.exitCode !== null || mine.signalCode !== null) return
        expected = true
        const gone = once(mine, 'exit')
        mine.kill('SIGKILL')
        await gone
      },
      async stop() {
        stopped = true
        const mine = child
        if (mine.exitCode !== null || mine.signalCode !== null) return mine.exitCode ?? mine.signalCode ?? 0
        const gone = once(mine, 'exit')
        mine.kill('SIGTERM')
        const [code, signal] = await gone
        return code ?? signal
      },
      async up() {
        for (let waited = 0; !ready; waited += 25) {
          if (waited > 90_000 || accidents.length > 3)
            throw new Error(`${roles} did not come up: ${accidents.join('; ')}`)
          await pause(25)
        }
      },
    }
    all.push(supervised)
    return supervised
  }

  return {
    run,
    command(...args) {
      const child = launch(cli, args)
      commands.add(child)
      let said = ''
      hear(`panggung ${args.join(' ')}`, child, (line) => {
        said += `${line}\n`
      })
      const ended = once(child, 'close').then(([code]: (number | null)[]) => {
        commands.delete(child)
        return { code: code ?? null, said }
      })
      return { ended, kill: () => void child.kill('SIGKILL') }
    },
    accidents,
    lines,
    async stopAll() {
      for (const child of commands) child.kill('SIGKILL')
      await Promise.all(all.map((one) => one.stop()))
    },
  }
}
