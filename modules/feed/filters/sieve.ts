/** All filters that come from a viewer's wishes, as one question. */
import type { Wishes } from '../../tastes/index.ts'
import type { Filter, Test } from './filter.ts'
import { age } from './age.ts'
import { blocked } from './blocked.ts'
import { mutedWords } from './muted-words.ts'
import { creators, sounds, tags, videos } from './not-interested.ts'

const filters: readonly Filter[] = [age, blocked, videos, creators, sounds, tags, mutedWords]
const everything: Test = () => true
/** Wishes change seldom, pages come often. */
const made = new WeakMap<Wishes, Test>()

export function sieveOf(wishes: Wishes): Test {
  const known = made.get(wishes)
  if (known) return known
  const tests = filters.map((filter) => filter(wishes)).filter((test) => test !== undefined)
  // Of most viewers there is one alone: their age.
  const [only = everything] = tests
  const sieve: Test = tests.length <= 1 ? only : (entry) => tests.every((test) => test(entry))
  made.set(wishes, sieve)
  return sieve
}
