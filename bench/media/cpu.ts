/** Processor seconds, user and system, as the kernel counts them. */
import { readFileSync } from 'node:fs'

/** Of the children that have ended and were waited for, theirs included: proc(5), fields 16 and 17, in ticks of 1/100 s. */
export function childCpuSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}

export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
