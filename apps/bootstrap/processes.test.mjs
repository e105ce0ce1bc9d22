import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { run } from './processes.mjs'

const processes = JSON.stringify(new URL('./processes.mjs', import.meta.url).href)
const inNode = (program) => ['--input-type=module', '-e', program]

/** A process that hands over to `program`, as the bootstrap does. */
function handingOver(program) {
  const args = JSON.stringify(['-e', program])
  const script = `import { handOver } from ${processes}
    process.exitCode = await handOver(process.execPath, ${args}, { cwd: '/', env: process.env })`
  return spawn(process.execPath, inNode(script), { stdio: ['pipe', 'pipe', 'inherit'] })
}

test('the exit code of the program is ours', async () => {
  const [code] = await once(handingOver('process.exit(7)'), 'exit')
  assert.equal(code, 7)
})

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'])
  test(`${signal} reaches the program, which ends in its own way`, async () => {
    const child = handingOver(
      `process.on('${signal}', () => process.exit(5)); console.log('up'); setInterval(() => {}, 1e6)`,
    )
    await once(child.stdout, 'data')
    child.kill(signal)
    const [code] = await once(child, 'exit')
    assert.equal(code, 5)
  })

test('a program that a signal ended counts as 128 + its number', async () => {
  const [code] = await once(handingOver(`process.kill(process.pid, 'SIGKILL')`), 'exit')
  assert.equal(code, 137)
})

test('run keeps what was printed and tells success from failure', async () => {
  const good = await run(process.execPath, ['-e', 'console.log(1); console.error(2)'])
  assert.equal(good.ok, true)
  assert.deepEqual(good.output.trim().split('\n').sort(), ['1', '2'])
  assert.equal((await run(process.execPath, ['-e', 'process.exit(3)'])).ok, false)
  const absent = await run(fileURLToPath(new URL('./no-such-program', import.meta.url)), [])
  assert.equal(absent.ok, false)
  assert.match(absent.output, /ENOENT/)
})
