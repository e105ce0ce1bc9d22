/** What the editor makes is what the server takes. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { zProject } from '../modules/drafts/contract-project.ts'
import { changed } from '../web/src/editor/project/changes.ts'
import { trimmed } from '../web/src/editor/project/check-project.ts'
import { begun, someChanges } from '../web/src/editor/project/testing.ts'

test('no change in the editor makes a project that the contract refuses', () => {
  fc.assert(
    fc.property(someChanges, (changes) => {
      const project = changes.reduce(changed, begun)
      for (const one of [project, trimmed(project)]) {
        const read = zProject.safeParse(one)
        assert(read.success, read.error?.message)
        assert.deepEqual(read.data, one)
      }
    }),
    { numRuns: 300 },
  )
})
