/** A real S3 server on a port of this machine, for tests: started in seconds, gone with its folder. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { present } from '../../platform/errors.ts'
import { configureSwift, kinds } from './configure.ts'
import { installSwift } from './install.ts'

const run = promisify(execFile)

export interface S3Server {
  readonly endpoint: string
  readonly region: string
  readonly key: string
  readonly secret: string
  /** What the tests read from their environment: endpoint, key, secret, one after the other. */
  readonly asText: string
  stop(): Promise<void>
}

/** Where the unpacked packages are kept from one run to the next. */
const packagesFolder = join(tmpdir(), `panggung-s3-server-${process.getuid?.() ?? 0}`)

/** @throws NotInstallable when this machine can't have it */
export async function startS3Server(): Promise<S3Server> {
  const { python, env } = await installSwift(packagesFolder)
  const folder = mkdtempSync(join(tmpdir(), 'panggung-s3-'))
  const [proxy = 0, account = 0, container = 0, object = 0] = await freePorts(4)
  const [key, secret] = ['test:tester', 'testing-with-a-longer-secret']
  const children: ChildProcess[] = []
  const stop = async (): Promise<void> => {
    for (const child of children)
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit')
        child.kill('SIGKILL')
        await gone
      }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await configureSwift({ folder, ports: { proxy, account, container, object }, key, secret })
    const program = join(folder, 'start.py')
    await run(python, [program, 'rings'], { env })
    const log = join(folder, 'log')
    for (const server of [...kinds, 'proxy']) {
      const to = openSync(log, 'a')
      children.push(spawn(python, [program, server], { env, stdio: ['ignore', to, to] }))
      closeSync(to)
    }
    const endpoint = `http://127.0.0.1:${proxy}`
    await untilUp(`${endpoint}/healthcheck`, [account, container, object], children, log)
    return { endpoint, region: 'us-east-1', key, secret, asText: [endpoint, key, secret].join(' '), stop }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

async function untilUp(
  url: string,
  others: readonly number[],
  children: readonly ChildProcess[],
  log: string,
): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (children.some((child) => child.exitCode !== null))
      throw new Error(`the S3 server ended while it was starting:\n${readFileSync(log, 'utf8').slice(-2000)}`)
    const healthy = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    )
    // An account server answers any request, and that is enough.
    const all = healthy && (await Promise.all(others.map(answers))).every(Boolean)
    if (all) return
    await pause(100)
  }
  throw new Error(`the S3 server was not up within 30 s:\n${readFileSync(log, 'utf8').slice(-2000)}`)
}

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/recon/version`).then(
    async (answer) => {
      await answer.arrayBuffer()
      return true
    },
    () => false,
  )

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return server
    }),
  )
  return Promise.all(
    servers.map(async (server) => {
      const address = server.address()
      server.close()
      await once(server, 'close')
      return present(typeof address === 'object' ? address?.port : undefined, 'a server has a port')
    }),
  )
}
