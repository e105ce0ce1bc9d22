import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from './scope.ts'
import { diskStorage, type Storage } from '../storage/index.ts'

export function temporaryFolder(t: Scope): string {
  const folder = mkdtempSync(join(tmpdir(), 'panggung-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

export const testStorage = (t: Scope): Storage => diskStorage(temporaryFolder(t))
