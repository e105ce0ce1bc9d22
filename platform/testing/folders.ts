import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { diskStorage, type Storage } from '../storage/index.ts'

type Cleanup = Pick<TestContext, 'after'>

export function temporaryFolder(t: Cleanup): string {
  const folder = mkdtempSync(join(tmpdir(), 'panggung-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

export const testStorage = (t: Cleanup): Storage => diskStorage(temporaryFolder(t))
