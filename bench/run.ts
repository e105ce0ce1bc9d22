/** `npm run bench` lists the figures; `npm run bench -- NAME [--json]` measures one; `-- all` measures each in turn. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Bench, BenchResult } from './figure.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))
const names = readdirSync(folder)
  .filter(
    (file) => file.endsWith('.ts') && !['run.ts', 'figure.ts'].includes(file) && !file.endsWith('.test.ts'),
  )
  .map((file) => file.slice(0, -3))
  .sort()

const args = process.argv.slice(2)
const asJson = args.includes('--json')
const wanted = args.filter((arg) => !arg.startsWith('--'))

const load = async (name: string): Promise<Bench> => import(pathToFileURL(join(folder, `${name}.ts`)).href)

function print(result: BenchResult): void {
  if (asJson) {
    process.stdout.write(
      `${JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? String(value) : value))}\n`,
    )
    return
  }
  const baseline =
    typeof result.baseline === 'string'
      ? result.baseline
      : `${result.baseline.what}: ${result.baseline.value}`
  process.stdout.write(
    `${result.name}: ${result.value} ${result.unit}  ratio ${result.ratio.toFixed(3)} to ${baseline}  (goal: ${result.goal})\n`,
  )
  for (const [key, value] of Object.entries(result.details ?? {}))
    process.stdout.write(`  ${key}: ${String(value)}\n`)
}

if (wanted.length === 0) {
  for (const name of names) process.stdout.write(`${name.padEnd(14)} ${(await load(name)).goal}\n`)
} else {
  const unknown = wanted.filter((name) => name !== 'all' && !names.includes(name))
  if (unknown.length > 0) {
    process.stderr.write(`There is no figure ${unknown.join(', ')}. There are: ${names.join(', ')}.\n`)
    process.exit(2)
  }
  for (const name of wanted.includes('all') ? names : wanted) print(await (await load(name)).run())
}
process.exit(0)
