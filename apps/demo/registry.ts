/** Which accounts the demo made: kept beside the data, so that everything of theirs is labelled and can be removed. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const zRegistry = z.object({ accounts: z.array(z.uuid()), complete: z.boolean() })
const fileOf = (dataFolder: string): string => join(dataFolder, 'demo.json')

export function readRegistry(dataFolder: string): z.output<typeof zRegistry> | undefined {
  const file = fileOf(dataFolder)
  return existsSync(file) ? zRegistry.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined
}

export function writeRegistry(dataFolder: string, registry: z.output<typeof zRegistry>): void {
  const file = fileOf(dataFolder)
  writeFileSync(`${file}.new`, JSON.stringify(registry), { flush: true })
  renameSync(`${file}.new`, file)
}

export const dropRegistry = (dataFolder: string): void => rmSync(fileOf(dataFolder), { force: true })

const cached = new Map<string, { readMs: number; accounts: ReadonlySet<string> }>()
const cacheMs = 2_000

/** Asked for every clip and page, so the file is read every two seconds at most. */
export function demoAccounts(dataFolder: string): ReadonlySet<string> {
  const known = cached.get(dataFolder)
  const nowMs = performance.now()
  if (known && nowMs - known.readMs < cacheMs) return known.accounts
  const accounts = new Set(readRegistry(dataFolder)?.accounts)
  cached.set(dataFolder, { readMs: nowMs, accounts })
  return accounts
}
