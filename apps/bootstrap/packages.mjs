import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join, sep } from 'node:path'
import { Fault, Trouble } from './fault.mjs'
import { asRightsFault, withLock } from './lock.mjs'
import { run } from './processes.mjs'

/**
 * Installs exactly what package-lock.json names, unless it is there already.
 * @param {{ root: string, say: (line: string) => void, env: NodeJS.ProcessEnv }} context
 */
export async function ensurePackages(context) {
  const { root, say, env } = context
  if (isInstalled(root)) return
  await withLock(context, 'packages', async () => {
    if (isInstalled(root)) return
    const began = Date.now()
    say('Installing the packages that Panggung needs (once; about a minute and 600 MB) …')
    // The web app is built here, so its tools are wanted even where NODE_ENV says production.
    const npm = await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
      cwd: root,
      env: npmEnvironment(root, env),
    })
    if (!npm.ok) throw explain(npm.output)
    stamp(root)
    say(`Packages are in place (${Math.round((Date.now() - began) / 1000)} s).`)
  })
}

/** True when node_modules holds this lockfile's packages, whoever put them there. */
export function isInstalled(root) {
  if (readText(join(root, 'node_modules', '.panggung-lock')) === fingerprint(root)) return true
  const installed = hidden(root)
  if (!installed || !matches(readJson(join(root, 'package-lock.json')), installed)) return false
  stamp(root)
  return true
}

/**
 * Whether npm's record of what it laid down (node_modules/.package-lock.json) covers a lockfile. Pure.
 * @param {Lock | undefined} lock
 * @param {Lock | undefined} installed
 * @typedef {{ packages?: Record<string, { version?: string, optional?: boolean, link?: boolean, extraneous?: boolean }> }} Lock
 */
export function matches(lock, installed) {
  if (!lock?.packages || !installed?.packages) return false
  return Object.entries(lock.packages).every(([path, wanted]) => {
    // Workspaces are links, what is extraneous is never installed, what is optional may be for another system.
    if (!path.startsWith('node_modules/') || wanted.link || wanted.extraneous) return true
    const got = installed.packages[path]
    return got ? got.version === wanted.version : wanted.optional === true
  })
}

/**
 * npm must run on the Node outside this folder: the one inside is about to be replaced. Pure.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
export function npmEnvironment(root, env) {
  const outside = (entry) => !entry.startsWith(root + sep) && !entry.endsWith(join('node_modules', '.bin'))
  // What an outer `npm start` set about itself would steer the inner npm.
  const own =
    /^npm_(lifecycle_|package_|command$|execpath$|node_execpath$|config_(local_prefix|omit|production)$)/
  const kept = Object.entries(env).filter(
    ([name]) => !own.test(name) && name !== 'INIT_CWD' && name !== 'NODE',
  )
  return {
    ...Object.fromEntries(kept),
    PATH: (env['PATH'] ?? '').split(delimiter).filter(outside).join(delimiter),
  }
}

const causes = [
  {
    sign: /EACCES|EPERM|EROFS/,
    en: 'Packages could not be installed: this user may not write to this folder. Run the command as the owner of the folder.',
    id: 'Paket tidak dapat dipasang: pengguna ini tidak boleh menulis ke folder ini. Jalankan sebagai pemilik folder.',
  },
  {
    sign: /ENOSPC/,
    en: 'Packages could not be installed: the disk is full. Free about 2 GB and run the command again.',
    id: 'Paket tidak dapat dipasang: disk penuh. Kosongkan sekitar 2 GB, lalu jalankan lagi.',
  },
  {
    sign: /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH/,
    en: 'Packages could not be installed: the npm registry can not be reached. Check the network (and `npm config get registry`) and run the command again.',
    id: 'Paket tidak dapat dipasang: registry npm tidak terjangkau. Periksa jaringan, lalu jalankan lagi.',
  },
  {
    sign: /spawn npm ENOENT/,
    en: 'npm was not found. Install it (on Debian: apt-get install npm, or Node.js from https://nodejs.org) and run the command again.',
    id: 'npm tidak ditemukan. Pasang npm, lalu jalankan lagi.',
  },
  {
    sign: /EUSAGE/,
    en: 'package-lock.json does not fit package.json. If you changed a dependency, run `npm install` and commit both files.',
    id: 'package-lock.json tidak cocok dengan package.json. Jalankan `npm install` bila Anda mengubah dependensi.',
  },
]

/** Why npm failed, in words. Pure. @param {string} output */
export function explain(output) {
  const cause = causes.find(({ sign }) => sign.test(output))
  const { en, id } = cause ?? {
    en: 'Packages could not be installed (npm ci failed).',
    id: 'Paket tidak dapat dipasang (npm ci gagal).',
  }
  return new Trouble(en, id, output)
}

function fingerprint(root) {
  const lock = readText(join(root, 'package-lock.json'))
  if (lock === undefined)
    throw new Fault(
      'package-lock.json is missing: this is not a complete copy of Panggung. Clone it again.',
      'package-lock.json tidak ada: salinan Panggung ini tidak lengkap. Clone ulang.',
    )
  return createHash('sha256').update(`${process.platform}-${process.arch}\n${lock}`).digest('hex')
}

function stamp(root) {
  try {
    writeFileSync(join(root, 'node_modules', '.panggung-lock'), fingerprint(root))
  } catch (thrown) {
    // A user who may only read an installed folder needs no stamp: the comparison is repeated next time.
    if (!(asRightsFault(thrown, root) instanceof Fault)) throw thrown
  }
}

const hidden = (root) => readJson(join(root, 'node_modules', '.package-lock.json'))

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function readJson(path) {
  try {
    return JSON.parse(readText(path) ?? '')
  } catch {
    return undefined
  }
}
