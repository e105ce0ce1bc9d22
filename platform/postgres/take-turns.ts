/** One process at a time lays out, starts or stops a cluster. The lock is a file that names its holder; one whose holder
 *  died, by kill -9 too, is taken over. */
import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { codeOf } from '../errors.ts'

/** Waits for whoever is at it, in this process too, then runs `work`. @param file the lock; its folder exists */
export async function takeTurns<T>(file: string, work: () => Promise<T>): Promise<T> {
  const mine = `${process.pid} ${startOf(process.pid)} ${randomBytes(8).toString('hex')}`
  while (!take(file, mine)) await pause(50)
  try {
    return await work()
  } finally {
    if (read(file) === mine) rmSync(file, { force: true })
  }
}

function take(file: string, mine: string): boolean {
  // Written beside and linked into place, so that a lock is never seen without its holder's name.
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(draft, mine, { flag: 'wx', mode: 0o600 })
    linkSync(draft, file)
    return true
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw thrown
  } finally {
    rmSync(draft, { force: true })
  }
  const holder = read(file)
  if (holder !== undefined && !isAlive(holder)) setAside(file, holder)
  return false
}

/** Removes a dead holder's lock. Renaming first tells whether a rival replaced it in between; if so it goes back. */
function setAside(file: string, holder: string): void {
  const aside = `${file}.${randomBytes(6).toString('hex')}`
  try {
    renameSync(file, aside)
    if (read(aside) === holder) rmSync(aside, { force: true })
    else renameSync(aside, file)
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** @param holder `pid start nonce`; the start time tells a reused pid from the same process */
function isAlive(holder: string): boolean {
  const [pid, start] = holder.split(' ')
  return start !== '' && startOf(Number(pid)) === start
}

/** When a process started, in clock ticks since boot; '' when there is no such process, or only its remains. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may hold spaces: count from its end (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? '' : (fields[19] ?? '')
  } catch {
    return ''
  }
}
