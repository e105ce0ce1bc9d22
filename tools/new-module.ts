/** Lays down a new module that already runs:  node tools/new-module.ts gifts
 *
 *  Then wire it in apps/compose.ts, rename the note to your noun, and say in ARCHITECTURE.md what it is for. */
import { addModule } from './new-module/add-module.ts'
import { fileURLToPath } from 'node:url'

const [name] = process.argv.slice(2)
const result = addModule(fileURLToPath(new URL('../', import.meta.url)), name)
if (result.ok) {
  console.log(`${result.paths.join('\n')}\n
Next: wire it in apps/compose.ts, rename the note to your noun, tell its story in ARCHITECTURE.md.
It runs already: npm test -- modules/${name}`)
} else {
  console.log(result.why)
  process.exitCode = 1
}
