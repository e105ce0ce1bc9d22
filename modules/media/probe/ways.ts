/** What is tried when a file makes trouble. Pure. Each way gives up a little more than the one before it, and the last
 *  one is the last: after it the file is refused. */
import type { Way } from '../asset.ts'
import type { Plan } from './judge-file.ts'
import { planLadder } from './plan-ladder.ts'

const order: readonly Way[] = ['plain', 'encode', 'careful', 'silent']

/** @param plan as it failed; undefined when the file could not even be read
 *  @param plays whether something of it plays already: then nothing is given up that a viewer would miss
 *  @returns undefined when everything was tried */
export function nextWay(way: Way, plan: Plan | undefined, plays: boolean): Way | undefined {
  return order.slice(order.indexOf(way) + 1).find((next) => {
    if (next === 'encode') return !plays && plan !== undefined && plan.copy !== 'none'
    if (next === 'silent') return !plays && plan?.audio !== undefined
    return true
  })
}

/** @param plan of {@link judgeFile} @returns what is left of it on that way */
export function takeWay(plan: Plan, way: Way): Plan {
  if (way === 'plain') return plan
  const audio = way === 'silent' ? undefined : plan.audio
  if (plan.copy === 'none') return { ...plan, audio }
  return { ...plan, audio, copy: 'none', rungs: planLadder(plan.size, false), firstRung: undefined }
}
