import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from './fault.mjs'

/** Where the bootstrap keeps its locks and stamps; ignores itself in git. */
export function workFolder(root) {
  const folder = join(root, '.bootstrap')
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, '.gitignore'), '*\n')
  } catch (thrown) {
    throw asRightsFault(thrown, root)
  }
  return folder
}

/** @returns a fault in words when rights or space are missing, else what was thrown */
export function asRightsFault(thrown, path) {
  const code = thrown?.code
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new Fault(
      `This user may not write to ${path}, and something must be installed there first.\n` +
        'Run the command as the owner of that folder, or give this user the folder (chown -R).',
      'Pengguna ini tidak boleh menulis ke folder itu. Jalankan sebagai pemilik folder, atau ubah pemiliknya (chown -R).',
    )
  if (code === 'ENOSPC')
    return new Fault(
      `The disk that holds ${path} is full. Free about 2 GB and run the command again.`,
      'Disk penuh. Kosongkan sekitar 2 GB, lalu jalankan lagi.',
    )
  return thrown
}

/**
 * Holds a lock while `work` runs; a second process waits for the first. A lock whose holder died is taken over.
 * @template T
 * @param {{ root: string, say: (line: string) => void }} context
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock({ root, say }, name, work) {
  const path = join(workFolder(root), `${name}.lock`)
  const mine = `${process.pid} ${startOf(process.pid)} ${randomBytes(8).toString('hex')}`
  for (let waited = 0; !take(path, mine); waited++) {
    if (waited === 2) say('Another Panggung process is preparing this folder; waiting for it …')
    await pause(250)
  }
  const release = () => {
    if (read(path) === mine) rmSync(path, { force: true })
  }
  process.on('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

function take(path, mine) {
  // Written beside and linked into place, so that a lock is never seen without its holder's name.
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(draft, mine, { flag: 'wx' })
    linkSync(draft, path)
    return true
  } catch (thrown) {
    if (thrown.code !== 'EEXIST') throw asRightsFault(thrown, path)
  } finally {
    rmSync(draft, { force: true })
  }
  const holder = read(path)
  if (holder !== undefined && !isAlive(holder)) setAside(path, holder)
  return false
}

/** Removes a dead holder's lock. Renaming first tells whether a rival replaced it in between; if so it goes back. */
function setAside(path, holder) {
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    renameSync(path, aside)
    if (read(aside) === holder) rmSync(aside, { force: true })
    else renameSync(aside, path)
  } catch (thrown) {
    if (thrown.code !== 'ENOENT') throw asRightsFault(thrown, path)
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** @param {string} holder `pid start nonce`; the start time tells a reused pid from the same process */
export function isAlive(holder) {
  const [pid, start] = holder.split(' ')
  return start !== '' && startOf(Number(pid)) === start
}

/** When a process started, in clock ticks since boot; '' when there is no such process, or only its remains. */
export function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may hold spaces: count from its end (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? '' : (fields[19] ?? '')
  } catch {
    return ''
  }
}
