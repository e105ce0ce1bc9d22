import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compileKernels, kernelsBinary } from './compile-kernels.ts'

test('the binary that is kept is what its source compiles to', async () => {
  assert.ok(
    readFileSync(kernelsBinary).equals(await compileKernels()),
    'modules/recommend/models/kernels/kernels.as was changed: `npm run build`',
  )
})

test('a source that does not compile is told of, with the line', async () => {
  await assert.rejects(compileKernels('export function half(): f32 {\n  return whole\n}\n'), /whole[\s\S]*2,/)
})
