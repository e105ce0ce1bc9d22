/** `npm run build`: the kernels from their source. The web app is built by the bootstrap before this begins, where its
 *  sources have changed (apps/bootstrap/plan.mjs). */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compileKernels, kernelsBinary } from './build/compile-kernels.ts'

const bytes = await compileKernels()
writeFileSync(kernelsBinary, bytes)
console.log(`${fileURLToPath(kernelsBinary)}: ${bytes.length} bytes`)
