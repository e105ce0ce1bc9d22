/** What runs on this machine for one data folder: found by command line and working folder, never by name alone. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

export interface Running {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Processes other than this one that name the folder in their command line or work in it; zombies are dead. */
export function processesOf(folder: string): Running[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        const isOurs = command.includes(folder) || readlinkSync(`/proc/${name}/cwd`).startsWith(folder)
        return state !== 'Z' && isOurs ? [{ pid: Number(name), parent: Number(parent), command }] : []
      } catch {
        return [] // it ended while we looked
      }
    })
}

/** Encoders at work on this folder's files, without the shells that hold them. */
export const encodersOf = (folder: string): Running[] =>
  processesOf(folder).filter(({ command }) => /^(\S*\/)?ffmpeg /.test(command))

/** The PostgreSQL server of this folder, its children first; empty when none runs. */
export function postgresOf(folder: string): Running[] {
  const file = join(folder, 'postgres', 'postmaster.pid')
  let postmaster: number
  try {
    postmaster = Number(readFileSync(file, 'utf8').split('\n')[0])
  } catch {
    return []
  }
  const all = processesOf(folder)
  const itself = all.filter(({ pid }) => pid === postmaster)
  return itself.length === 0 ? [] : [...all.filter(({ parent }) => parent === postmaster), ...itself]
}

/** At once and for good. @returns how many were still there */
export function killHard(victims: readonly Running[]): number {
  let killed = 0
  for (const { pid } of victims) {
    try {
      process.kill(pid, 'SIGKILL')
      killed++
    } catch {
      // it ended meanwhile
    }
  }
  return killed
}
