/** The recommender's SIMD loops from their source, by the AssemblyScript compiler, in memory: the same source gives the same
 *  bytes. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import asc from 'assemblyscript/asc'
import { assert } from '../../platform/errors.ts'

const folder = new URL('../../modules/recommend/models/kernels/', import.meta.url)
/** The compiler takes no other ending; ours would be taken for TypeScript by everything else. */
const [entry, output] = ['kernels.ts', 'kernels.wasm']
const options = ['--enable', 'simd', '-O3', '--runtime', 'stub', '--noAssert', '--importMemory']

const kernelsSource = new URL('kernels.as', folder)
/** What was compiled is kept beside it: who runs a stage needs no compiler. */
export const kernelsBinary = new URL(output, folder)

/** @throws with what the compiler says of the source */
export async function compileKernels(source = readFileSync(kernelsSource, 'utf8')): Promise<Uint8Array> {
  let compiled: Uint8Array | undefined
  const { error, stderr } = await asc.main([entry, '-o', output, ...options], {
    readFile: (name) => (basename(name) === entry ? source : null),
    writeFile(name, contents) {
      if (basename(name) === output && typeof contents !== 'string') compiled = contents
    },
    listFiles: () => [],
  })
  if (error) throw new Error(stderr.toString(), { cause: error })
  assert(compiled, 'a compiler without an error has written')
  return compiled
}
