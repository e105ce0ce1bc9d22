/** Loaded before a test that tries drawn examples (fast-check): the same dice in every run, so that a change is judged by what
 *  it changed. */
import fc from 'fast-check'
import { testSeed } from '../../platform/config/testing.ts'

fc.configureGlobal({ seed: testSeed() })
