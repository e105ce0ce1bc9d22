/** All filters that come from a viewer's wishes, as one question. */
import type { Wishes } from '../../tastes/index.ts'
import type { Filter, Test } from './filter.ts'
import { age } from './age.ts'
import { blocked } from './blocked.ts'
import { mutedWords } from './muted-words.ts'
import { creators, sounds, tags, videos } from './not-interested.ts'

export interface Sieve {
  readonly lets: Test
  /** Nothing is held back but what is 18+: of a clip that anyone may have nobody need ask. */
  readonly isOpen: boolean
}

const filters: readonly Filter[] = [blocked, videos, creators, sounds, tags, mutedWords]
/** Wishes change seldom, pages come often. */
const made = new WeakMap<Wishes, Sieve>()

export function sieveOf(wishes: Wishes): Sieve {
  const known = made.get(wishes)
  if (known) return known
  const tests = [age, ...filters].map((filter) => filter(wishes)).filter((test) => test !== undefined)
  const isOpen = filters.every((filter) => filter(wishes) === undefined)
  const sieve: Sieve = { isOpen, lets: (entry) => tests.every((test) => test(entry)) }
  made.set(wishes, sieve)
  return sieve
}
