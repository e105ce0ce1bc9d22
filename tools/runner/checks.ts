/** The checks that run no test: types, lint, form. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Check {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

const bin = (name: string): string => `node_modules/.bin/${name}`

export const checks: readonly Check[] = [
  { name: 'types', command: bin('tsc'), args: ['--noEmit', '-p', 'tsconfig.json'] },
  { name: 'types of the web app', command: 'npm', args: ['run', '--silent', 'check', '--workspace', 'web'] },
  { name: 'lint', command: bin('oxlint'), args: ['--deny-warnings'] },
  { name: 'format', command: bin('biome'), args: ['format', '--reporter=summary'] },
]

/** @returns what it printed when it failed; nothing when all is well */
export async function runCheck(
  check: Check,
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<string | undefined> {
  const child = spawn(check.command, check.args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = (chunk: string): void => {
    output += chunk
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  const [code] = await once(child, 'close')
  return code === 0 ? undefined : output.trim().slice(-20_000) || `exit code ${code}`
}
