import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import test, { type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../../../platform/testing/index.ts'
import { type Confinement, type Ending, runConfined, withoutNetwork } from '../probe/run-confined.ts'
import { alive, until } from './processes.ts'

const runIn = (t: TestContext, script: string, change: Partial<Confinement> = {}): Promise<Ending> =>
  runConfined({
    command: ['sh', '-c', script],
    folder: temporaryFolder(t),
    wallMs: 10_000,
    cpuSeconds: 10,
    memoryBytes: 1 << 30,
    fileBytes: 1 << 20,
    stdoutBytes: 10_000,
    nice: 5,
    signal: new AbortController().signal,
    ...change,
  })

test('output, status and the reason for failing come back', async (t) => {
  const done = await runIn(t, 'echo out; echo err >&2')
  assert.equal(done.kind === 'done' ? done.stdout.toString() : done.kind, 'out\n')
  const failed = await runIn(t, 'echo why >&2; exit 3')
  assert.deepEqual(failed, { kind: 'failed', code: 3, stderr: 'why\n' })
  assert.equal((await runIn(t, 'kill -SEGV $$')).kind, 'crashed')
  assert.equal((await runIn(t, 'kill -KILL $$')).kind, 'killed')
  assert.equal((await runIn(t, '', { command: ['no-such-program-here'] })).kind, 'missing')
})

test('each limit ends it by name', async (t) => {
  const which = (ending: Ending) => (ending.kind === 'limit' ? ending.which : ending.kind)
  assert.equal(which(await runIn(t, 'sleep 30', { wallMs: 200 })), 'wall')
  assert.equal(which(await runIn(t, 'while :; do :; done', { cpuSeconds: 1 })), 'cpu')
  assert.equal(which(await runIn(t, 'yes | head -c 3000000 > big')), 'file')
  assert.equal(which(await runIn(t, 'yes')), 'output')
})

test('there is no network inside, where the kernel can take it away', async (t) => {
  const ending = await runIn(t, 'cat /proc/net/dev')
  const outside = readFileSync('/proc/net/dev', 'utf8').split('\n').length
  assert.equal(ending.kind, 'done')
  if (ending.kind === 'done' && withoutNetwork() !== '') {
    // Two lines of headings, and a loopback that is down.
    assert.ok(ending.stdout.toString().trim().split('\n').length <= Math.min(3, outside))
    assert.doesNotMatch(ending.stdout.toString(), /eth|wlan|ens/)
  }
})

test('what nobody waits for runs when nobody else does', async (t) => {
  const ending = await runIn(t, 'nice; command -v chrt >/dev/null && chrt -p $$ || true', { nice: 20 })
  assert.match(ending.kind === 'done' ? ending.stdout.toString() : ending.kind, /^19\n(.*SCHED_IDLE)?/)
})

test('memory is bounded', async (t) => {
  const ending = await runIn(t, 'x=a; while :; do x=$x$x; done', { memoryBytes: 64 << 20 })
  assert.ok(ending.kind === 'failed' || ending.kind === 'crashed', ending.kind)
})

test('an abort ends the whole group', async (t) => {
  const mark = `sleep 3100.${process.pid}`
  const controller = new AbortController()
  const running = runIn(t, `${mark} & ${mark}`, { signal: controller.signal })
  await until('both run', () => alive([mark.slice(6)]).length >= 2)
  controller.abort()
  assert.deepEqual(await running, { kind: 'aborted' })
  await until('none is left', () => alive([mark.slice(6)]).length === 0)
})

test('nothing outlives a parent that is killed without warning', async (t) => {
  const mark = `3200.${process.pid}`
  const code = `
    import { runConfined } from ${JSON.stringify(fileURLToPath(new URL('../probe/run-confined.ts', import.meta.url)))}
    await runConfined({ command: ['sleep', '${mark}'], folder: '/tmp', wallMs: 60000, cpuSeconds: 9, memoryBytes: 1e9,
      fileBytes: 1, stdoutBytes: 1, nice: 0, signal: new AbortController().signal })`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: 'ignore',
    cwd: temporaryFolder(t),
  })
  t.after(() => parent.kill('SIGKILL'))
  const children = () => alive([mark]).filter((pid) => pid !== parent.pid)
  await until('the child runs', () => alive([mark], 'sleep').length > 0)
  parent.kill('SIGKILL')
  await until('no child is left', () => children().length === 0)
})
