import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative } from 'node:path'
import { Trouble } from './fault.mjs'
import { withLock, workFolder } from './lock.mjs'
import { run } from './processes.mjs'

/**
 * Builds the web app into web/build, once per state of its sources.
 * @param {{ root: string, say: (line: string) => void, env: NodeJS.ProcessEnv, node: string }} context
 */
export async function ensureWebApp(context) {
  const { root, say, env, node } = context
  if (isBuilt(root)) return
  await withLock(context, 'web', async () => {
    if (isBuilt(root)) return
    const began = Date.now()
    say('Building the web app (once) …')
    const wanted = webFingerprint(root)
    const build = await run('npm', ['run', 'build', '--workspace', 'web'], {
      cwd: root,
      env: { ...env, PATH: `${dirname(node)}${delimiter}${env['PATH'] ?? ''}` },
    })
    if (!build.ok || !existsSync(indexOf(root)))
      throw new Trouble('The web app could not be built.', 'Aplikasi web gagal dibangun.', build.output)
    writeFileSync(stampOf(workFolder(root)), wanted)
    say(`The web app is built (${Math.round((Date.now() - began) / 1000)} s).`)
  })
}

function isBuilt(root) {
  const stamp = stampOf(join(root, '.bootstrap'))
  if (!existsSync(indexOf(root)) || !existsSync(stamp)) return false
  return readFileSync(stamp, 'utf8') === webFingerprint(root)
}

const indexOf = (root) => join(root, 'web', 'build', 'index.html')
const stampOf = (folder) => join(folder, 'web-build')

/** A hash over all that the build reads: the app, the contracts it is typed by, the verifier, the packages. */
export function webFingerprint(root) {
  const hash = createHash('sha256')
  for (const path of webSources(root)) {
    hash.update(`${relative(root, path)}\n`)
    hash.update(readFileSync(path))
  }
  return hash.digest('hex')
}

function webSources(root) {
  const generated = new Set(['build', '.svelte-kit', 'node_modules', '.vite'])
  const modules = filesBelow(join(root, 'modules'), generated).filter((path) =>
    /\/contract[^/]*\.ts$/.test(path),
  )
  const shared = ['platform/contract.ts', 'package-lock.json'].map((path) => join(root, path))
  return [
    ...filesBelow(join(root, 'web'), generated),
    ...filesBelow(join(root, 'verifier'), generated),
    ...modules,
    ...shared.filter((path) => existsSync(path)),
  ].sort()
}

function filesBelow(folder, skipped) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory()
      ? filesBelow(path, skipped)
      : entry.isFile() && !entry.name.endsWith('.test.ts')
        ? [path]
        : []
  })
}
