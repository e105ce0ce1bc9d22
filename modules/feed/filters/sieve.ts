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
const everything: Test = () => true
/** Wishes change seldom, pages come often. */
const made = new WeakMap<Wishes, Sieve>()

export function sieveOf(wishes: Wishes): Sieve {
  const known = made.get(wishes)
  if (known) return known
  const own = filters.map((filter) => filter(wishes)).filter((test) => test !== undefined)
  const byAge = age(wishes)
  const tests = byAge ? [byAge, ...own] : own
  // Of most viewers there is one alone: their age.
  const [only = everything] = tests
  const lets: Test = tests.length <= 1 ? only : (entry) => tests.every((test) => test(entry))
  const sieve: Sieve = { isOpen: own.length === 0, lets }
  made.set(wishes, sieve)
  return sieve
}
