/** The stage's keys: made once and kept in the data folder. Whoever has them can forge tickets, media links and period
 *  documents: the folder is for the stage's own user alone. */
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert } from '../platform/errors.ts'

export interface Secrets {
  /** Text of 43 characters, kept under that name. */
  secret(name: string): string
  /** The same as 32 bytes. */
  seed(name: string): Buffer
}

export function openSecrets(dataFolder: string): Secrets {
  const folder = join(dataFolder, 'secrets')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  const secret = (name: string): string => {
    const file = join(folder, name)
    if (!existsSync(file)) {
      // Written beside and linked into place: never half there, and the first of two processes wins.
      const draft = `${file}.${randomBytes(6).toString('hex')}`
      writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true })
      try {
        linkSync(draft, file)
      } catch (thrown) {
        if (!existsSync(file)) throw thrown
      } finally {
        rmSync(draft, { force: true })
      }
    }
    const kept = readFileSync(file, 'utf8').trim()
    assert(kept.length === 43, `${file} is damaged: put back its copy from your backup`)
    return kept
  }
  return { secret, seed: (name) => Buffer.from(secret(name), 'base64url') }
}
