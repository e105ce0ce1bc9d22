/** Runs in a thread of its own: loads the ledger with one guard taken out and sees whether anything notices. Nothing of
 *  the ledger may be loaded before the hook below stands, hence the import() at the end. */
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { Mutant } from './mutants.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { mutant, seed }: { mutant: Mutant; seed: number } = workerData
let replaced = 0

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const { code } = mutant
    if (!code || !url.startsWith('file:') || fileURLToPath(url) !== `${root}${code.file}`) return loaded
    const parts = String(loaded.source).split(code.cut)
    replaced += parts.length - 1
    return { ...loaded, source: parts.join(code.put) }
  },
})

const { checkRules, checkLife } = await import('./check-guarded.ts')
let noticed: string | undefined
try {
  if (mutant.check === 'rules') checkRules(seed)
  else await checkLife(seed, mutant.database)
} catch (thrown) {
  noticed = thrown instanceof Error ? thrown.message : String(thrown)
}
parentPort?.postMessage({ noticed, replaced })
