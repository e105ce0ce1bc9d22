import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Fault, Trouble } from './fault.mjs'
import { withLock } from './lock.mjs'
import { run } from './processes.mjs'

/** Programs of the system, by the names that distributions give them, and what they are for. */
const programs = {
  ffmpeg: {
    names: ['ffmpeg'],
    package: 'ffmpeg',
    size: 'about 170 MB',
    en: 'clips are prepared with it',
    id: 'untuk menyiapkan klip',
  },
  ffprobe: {
    names: ['ffprobe'],
    package: 'ffmpeg',
    size: 'about 170 MB',
    en: 'clips are read with it',
    id: 'untuk membaca klip',
  },
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    package: 'chromium',
    size: 'about 350 MB',
    en: 'tests watch clips in it',
    id: 'untuk uji di peramban',
  },
}

/**
 * Finds the programs that a verb needs; installs what is missing where it may.
 * @param {{ root: string, say: (line: string) => void, env: NodeJS.ProcessEnv }} context
 * @param {string[]} wanted
 * @returns {Promise<Record<string, string>>} path by name
 */
export async function ensureTools(context, wanted) {
  const before = search(wanted, context.env)
  if (before.missing.length === 0) return before.found
  if (process.getuid?.() !== 0 || !which(['apt-get'], context.env)) throw askAdministrator(before.missing)
  return withLock(context, 'system', async () => {
    const { missing } = search(wanted, context.env)
    if (missing.length > 0) await install(context, missing)
    const after = search(wanted, context.env)
    if (after.missing.length > 0) throw askAdministrator(after.missing)
    return after.found
  })
}

async function install({ say, env }, missing) {
  const packages = packagesFor(missing)
  const began = Date.now()
  const sizes = [...new Set(missing.map((name) => programs[name].size))].join(' + ')
  say(`Installing ${packages.join(' and ')} with apt (once; ${sizes}) …`)
  const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } }
  // Another apt may hold the lock for a while, for instance on a machine that has just booted.
  const patience = ['-o', 'DPkg::Lock::Timeout=300']
  const update = await run('apt-get', [...patience, 'update'], options)
  const added = await run(
    'apt-get',
    [...patience, 'install', '-y', '--no-install-recommends', ...packages],
    options,
  )
  if (!added.ok)
    throw new Trouble(
      `apt could not install ${packages.join(' and ')}. Install it by hand and run the command again:\n  ${commandFor(missing)}`,
      `apt gagal memasang ${packages.join(' dan ')}. Pasang dengan perintah di atas, lalu jalankan lagi.`,
      update.ok ? added.output : `${update.output}\n${added.output}`,
    )
  say(`Installed ${packages.join(' and ')} (${Math.round((Date.now() - began) / 1000)} s).`)
}

/** What to tell an administrator. Pure. @param {string[]} missing */
export function askAdministrator(missing) {
  const reasons = (lang) => missing.map((name) => `${name} (${programs[name][lang]})`).join(', ')
  return new Fault(
    `Missing on this machine: ${reasons('en')}.\nThis user may not install it. Ask an administrator to run:\n\n  ${commandFor(missing)}\n\nthen run the command again.`,
    `Belum terpasang: ${reasons('id')}. Minta administrator menjalankan perintah di atas, lalu ulangi.`,
  )
}

/** @param {string[]} missing */
export const packagesFor = (missing) => [...new Set(missing.map((name) => programs[name].package))]

const commandFor = (missing) =>
  `sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${packagesFor(missing).join(' ')}'`

/**
 * @param {string[]} wanted
 * @param {NodeJS.ProcessEnv} env
 */
export function search(wanted, env) {
  const found = {}
  const missing = []
  for (const name of wanted) {
    const path = which(programs[name].names, env)
    if (path) found[name] = path
    else missing.push(name)
  }
  return { found, missing }
}

/** The first of these names in PATH that is a program. */
function which(names, env) {
  for (const name of names)
    for (const folder of (env['PATH'] ?? '').split(delimiter)) {
      const path = join(folder, name)
      if (folder !== '' && isProgram(path)) return path
    }
  return undefined
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
