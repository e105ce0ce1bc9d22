/** Loaded before a test that tries drawn examples (fast-check): the same dice in every run, so that a change is judged by what
 *  it changed. `PANGGUNG_TEST_SEED=N npm test` throws others. */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env['PANGGUNG_TEST_SEED'] ?? 20260817) })
