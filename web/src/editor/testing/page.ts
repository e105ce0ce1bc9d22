/** Lets a test drive the engine in a real browser: everything by name on one global. */
import { sessions } from './editing.svelte.ts'
import { scenarios } from './scenarios.ts'

Object.assign(globalThis, { scenarios: { ...scenarios, ...sessions } })
