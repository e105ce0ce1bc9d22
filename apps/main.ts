/** The server. `start` is for trying the stage: it fills an empty one with a demo. `serve` is for production. */
import { ConfigFaults } from '../platform/config/index.ts'
import { asError, codeOf } from '../platform/errors.ts'
import { demoLogin, fillDemo, wantsDemo } from './demo/index.ts'
import { openStage, StartFault } from './open-stage.ts'

const allRoles = ['web', 'worker', 'transcode'] as const
const [mode = 'start', ...flags] = process.argv.slice(2)

try {
  await main()
} catch (thrown) {
  if (!(thrown instanceof StartFault || thrown instanceof ConfigFaults)) throw thrown
  process.stderr.write(`\n${thrown.message}\n`)
  process.exit(1)
}

async function main(): Promise<void> {
  const roles = readRoles()
  // Heard from the first moment on: a start that is called off leaves nothing running either.
  let asked = false
  let askedMs = 0
  let stop: (() => Promise<void>) | undefined
  const onSignal = (): void => {
    // A group kill and the bootstrap's forwarding make one request arrive twice; a person who repeats it is slower.
    if (asked && performance.now() - askedMs > 1_000) process.exit(1)
    if (asked) return
    asked = true
    askedMs = performance.now()
    void stop?.()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  // Whoever tries the stage reads the lines below; the log goes beside the data. In production it goes to the collector.
  const open = await openStage(mode === 'start' ? { logTo: 'file', trial: true } : {})
  const { stage, config, log } = open
  if (mode === 'serve' && config.stage.DEMO === '1')
    throw new StartFault(
      'PANGGUNG_DEMO=1 is set, and a production stage never holds a demo. Unset it, or use npm start.',
    )
  const demo = mode === 'start' && (await wantsDemo(open))

  const http = roles.includes('web') ? await stage.serve() : undefined
  if (http && !asked) await listen(http, config.stage.PORT, config.stage.HOST)
  stop = async (): Promise<void> => {
    log.info({ event: 'stopping' })
    await http?.close()
    await open.close('stop')
    process.exit(0)
  }
  if (asked) return stop()
  announce(http ? portOf(http.app.server.address()) : undefined, roles, demo)

  if (demo) {
    try {
      await fillDemo(open, (line) => process.stdout.write(`  ${line}\n`))
    } catch (thrown) {
      if (asked) return
      log.error({ event: 'demo-failed', err: thrown })
      process.stdout.write(
        `  The demo could not be finished (${asError(thrown).message}). The stage runs; the next start goes on with it.\n`,
      )
    }
  }
  if (asked) return
  await stage.jobs.start(roles)
  log.info({ event: 'started', mode, roles })
}

function readRoles(): string[] {
  const given = flags.find((flag) => flag.startsWith('--roles='))?.slice('--roles='.length)
  const unknownFlag = flags.find((flag) => !flag.startsWith('--roles='))
  if (unknownFlag)
    throw new StartFault(`There is no flag ${unknownFlag}. There is --roles=${allRoles.join(',')}.`)
  if (given === undefined) return [...allRoles]
  const roles = given.split(',').filter(Boolean)
  const unknown = roles.filter((role) => !allRoles.some((one) => one === role))
  if (unknown.length > 0 || roles.length === 0)
    throw new StartFault(`--roles takes ${allRoles.join(', ')}; not ${given || 'nothing'}.`)
  return roles
}

async function listen(
  http: { listen(port: number, host: string): Promise<string> },
  port: number,
  host: string,
): Promise<void> {
  try {
    await http.listen(port, host)
  } catch (thrown) {
    const code = codeOf(thrown)
    if (code === 'EADDRINUSE')
      throw new StartFault(`Port ${port} is taken. Stop what uses it, or choose another: PORT=8081 npm start`)
    if (code === 'EACCES')
      throw new StartFault(
        `This user may not listen on port ${port}. Choose one above 1023: PORT=8080 npm start`,
      )
    throw thrown
  }
}

function portOf(address: { port: number } | string | null): number | undefined {
  return typeof address === 'object' && address ? address.port : undefined
}

function announce(port: number | undefined, roles: readonly string[], demo: boolean): void {
  const lines =
    port === undefined
      ? [`Panggung works as ${roles.join(', ')}.`]
      : [`Panggung is on stage: http://localhost:${port}`]
  if (demo) lines.push(...demoLogin)
  else if (mode === 'start')
    lines.push('Sign up on the page; make an account the operator with: npm run panggung -- operator HANDLE')
  process.stdout.write(`\n${lines.map((line) => `  ${line}`).join('\n')}\n\n`)
}
