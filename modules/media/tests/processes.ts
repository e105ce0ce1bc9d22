/** Looking at other processes, for the tests that kill them. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** Processes other than this one that carry all the marks in their command line, zombies apart.
 *  @param program how the command line starts */
export function alive(marks: readonly string[], program = ''): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        const dead = /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        return !dead && line.startsWith(program) && marks.every((mark) => line.includes(mark))
      } catch {
        return false
      }
    })
    .map(Number)
}

/** Looks again and again, for at most a minute. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000
  while (performance.now() < end) {
    if (await holds()) return
    await pause(20)
  }
  assert.fail(`it did not come to this within a minute: ${what}`)
}

/** @returns the process that started it; 0 when it is gone */
export function parentOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in brackets and may hold anything; the state and the parent follow it.
    return Number(fields.slice(fields.lastIndexOf(')') + 2).split(' ')[1] ?? 0)
  } catch {
    return 0
  }
}
