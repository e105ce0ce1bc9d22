/** A process that learns until it is killed: it writes a model down, and learns on without another one. */
import { createDb } from '../../../platform/db/index.ts'
import { house } from './house.ts'

const [, , url = ''] = process.argv
const { recommend, watch } = house({ after: () => {} }, createDb({ url }))
await recommend.start()
let watched = 0
const learnMore = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) {
    await watch(`viewer ${watched % 9}`, watched)
    watched++
  }
}
await learnMore(60)
await recommend.look()
await recommend.tend()
await learnMore(60)
// In the middle of a lesson's way: reported, read or not, learned or not.
process.send?.(watched)
void recommend.look()
