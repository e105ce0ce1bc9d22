/** Feeds the media module what it will be fed: real clips, odd ones, and good ones with seeded damage; and holds it to
 *  never crashing, never hanging, leaving nothing behind, and never publishing what does not play.
 *
 *    node tools/media-corpus.ts                        everything, with 2,000 damaged files of a seed of its own
 *    node tools/media-corpus.ts --seed=7 --flips=2000 --from=1200     goes on where seed 7 stopped
 *    node tools/media-corpus.ts --seed=7 --only=1234   that one damaged file
 *    node tools/media-corpus.ts --sample='8 pixels'    that one clip or oddity, by its name */
import { randomInt } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asError } from '../platform/errors.ts'
import { temporaryFolder } from '../platform/testing/index.ts'
import { damage, goodFiles } from './media-corpus/flips.ts'
import { openLane, type Sample, type Scope } from './media-corpus/lane.ts'
import { asSample, oddities } from './media-corpus/oddities.ts'

const lanesAtOnce = 2
const fixtures = fileURLToPath(new URL('../../shared/fixtures/video', import.meta.url))

const given = (name: string, otherwise: number): number => {
  const found = process.argv.find((one) => one.startsWith(`--${name}=`))
  return found ? Number(found.slice(name.length + 3)) : otherwise
}
const wanted = process.argv.find((one) => one.startsWith('--sample='))?.slice('--sample='.length)
const only = given('only', -1)
const seed = given('seed', randomInt(2 ** 31))
const first = only >= 0 ? only : given('from', 0)
const last = wanted !== undefined ? 0 : only >= 0 ? only + 1 : given('flips', 2000)

const undo: (() => unknown)[] = []
const scope: Scope = { after: (one) => void undo.unshift(one) }

/** What is fed, made when its turn comes. Lanes take from it side by side. */
async function* samples(folder: string): AsyncGenerator<Sample> {
  if (only < 0 && first === 0) {
    const isWanted = ({ name }: { name: string }): boolean => wanted === undefined || wanted === name
    const clips = existsSync(fixtures) ? readdirSync(fixtures).map((name) => ({ name })) : []
    for (const { name } of clips.filter(isWanted))
      yield { name, content: readFileSync(join(fixtures, name)), again: `--sample=${name}` }
    for (const one of oddities.filter(isWanted)) yield asSample(one, folder)
  }
  if (last <= first) return
  const good = await goodFiles(folder)
  for (let number = first; number < last; number++) yield damage(good, seed, number)
}

const answers = new Map<string, number>()
const broken: string[] = []
const unheard = (thrown: unknown): void => void broken.push(`nobody heard of ${asError(thrown).message}`)
process.on('unhandledRejection', unheard)
console.log(
  `--seed=${seed} --flips=${last} --from=${first}${existsSync(fixtures) ? '' : ' (without fixtures)'}`,
)
const from = performance.now()
let fed = 0
try {
  const queue = samples(temporaryFolder(scope))
  const lanes = Array.from({ length: lanesAtOnce }, async () => {
    const lane = await openLane(scope)
    for await (const sample of { [Symbol.asyncIterator]: () => ({ next: () => queue.next() }) }) {
      try {
        const answer = await lane.feed(sample)
        answers.set(answer, (answers.get(answer) ?? 0) + 1)
      } catch (thrown) {
        const told = `${asError(thrown).message} (again: ${sample.again})`
        broken.push(told)
        console.error(`BROKEN ${told}`)
      }
      if (++fed % 100 === 0 || wanted !== undefined)
        console.log(`${fed} files, ${((performance.now() - from) / 1000).toFixed(0)} s`)
    }
    await lane.checkLeft()
  })
  for (const ended of await Promise.allSettled(lanes))
    if (ended.status === 'rejected') broken.push(asError(ended.reason).message)
} catch (thrown) {
  broken.push(asError(thrown).message)
}
// What is still asked of a database that is being taken away is not the files' doing.
process.off('unhandledRejection', unheard)
process.on('unhandledRejection', () => {})
for (const one of undo) await one()
const told = [...answers].sort(([, a], [, b]) => b - a).map(([answer, count]) => `${answer} ${count}`)
console.log(told.join(', '))
for (const one of broken) console.error(`BROKEN ${one}`)
console.log(
  `${broken.length === 0 ? 'SOUND' : 'UNSOUND'}: ${fed} files, ${broken.length} promises broken, --seed=${seed}, ` +
    `${((performance.now() - from) / 1000).toFixed(0)} s`,
)
process.exit(broken.length === 0 ? 0 : 1)
