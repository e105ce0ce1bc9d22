import type { Entry } from '../catalogue.ts'
import type { Wishes } from '../../tastes/index.ts'

export type Test = (entry: Entry) => boolean

/** @returns whether a clip may be offered by these wishes; undefined where they hold nothing back, so that nobody is asked
 *  in vain at each candidate */
export type Filter = (wishes: Wishes) => Test | undefined
