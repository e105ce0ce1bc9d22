/** The files of a new cluster. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { locateBinaries } from './binaries.ts'

export const clusterUser = 'panggung'
/** Whom a server of root runs as. */
export const nobody = 65534

/** Makes the cluster's files when there are none: beside their place, and moved there when they are whole.
 *  @returns the password of its one role */
export function initialise(dataDir: string, asOther: boolean): string {
  const secretFile = `${dataDir}.password`
  if (existsSync(join(dataDir, 'PG_VERSION'))) {
    if (existsSync(secretFile)) return readFileSync(secretFile, 'utf8').trim()
    throw new Error(
      `${secretFile} is missing, so the database in ${dataDir} can't be opened. Nothing was changed; put the file back.`,
    )
  }
  if (existsSync(dataDir)) {
    if (readdirSync(dataDir).length > 0)
      throw new Error(`${dataDir} holds files and is no database. Nothing was changed; move them elsewhere.`)
    rmdirSync(dataDir)
  }
  const parent = dirname(dataDir)
  const drafts = `${basename(dataDir)}.making-`
  for (const name of readdirSync(parent)) if (name.startsWith(drafts)) clearAway(join(parent, name))
  const draft = join(parent, drafts + randomBytes(6).toString('hex'))
  const password = randomBytes(24).toString('base64url')
  try {
    layOut(draft, password, asOther)
    writeDurably(secretFile, password)
    renameSync(draft, dataDir)
    syncPath(parent)
  } catch (thrown) {
    clearAway(draft)
    throw thrown
  }
  return password
}

/** What a start that was cut short has left. Its initdb may still be writing: then the next start finds the rest. */
function clearAway(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // in nobody's way
  }
}

function layOut(folder: string, password: string, asOther: boolean): void {
  const ids = asOther ? { uid: nobody, gid: nobody } : {}
  mkdirSync(folder, { mode: 0o700 })
  // initdb needs a file it may read itself: a private copy that is gone before the server runs.
  const handed = `${folder}.password`
  writeFileSync(handed, `${password}\n`, { mode: 0o600 })
  if (asOther) {
    chownSync(folder, nobody, nobody)
    chownSync(handed, nobody, nobody)
  }
  const { initdb } = locateBinaries(asOther)
  const made = spawnSync(
    initdb,
    [
      '-D',
      folder,
      '-U',
      clusterUser,
      `--pwfile=${handed}`,
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ],
    { ...ids, cwd: '/', encoding: 'utf8' },
  )
  rmSync(handed, { force: true })
  if (made.status !== 0)
    throw new Error(
      `PostgreSQL could not lay out ${folder}: ${made.stderr || made.error?.message || `exit ${made.status}`}`,
    )
}

function writeDurably(file: string, text: string): void {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, text, { mode: 0o600, flush: true })
  renameSync(draft, file)
  syncPath(dirname(file))
}

function syncPath(path: string): void {
  const handle = openSync(path, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
