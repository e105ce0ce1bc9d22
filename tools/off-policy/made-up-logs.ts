/** Logs in the form of Open Bandit's and of Coat's, small and made up: a few items that are better than others, a policy
 *  that knows it, and people who choose what they like. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const rounds = 4_000
const items = 8
const people = 300
const coats = 40

/** @param random 0 ≤ x < 1 */
export function writeMadeUpLogs(folder: string, random: () => number): void {
  const write = (path: string, lines: readonly string[]): void =>
    writeFileSync(join(folder, path), gzipSync(`${lines.join('\n')}\n`))
  mkdirSync(join(folder, 'open-bandit'), { recursive: true })
  mkdirSync(join(folder, 'coat'), { recursive: true })

  const shown = (shares: readonly number[], rate: (item: number) => number): string => {
    const item = draw(shares, random)
    const clicked = random() < rate(item) ? 1 : 0
    return ['', '', item, 1 + Math.floor(3 * random()), clicked, shares[item]].join()
  }
  const rate = (item: number): number => 0.02 + 0.02 * item
  const alike = Array.from({ length: items }, () => 1 / items)
  const knowing = alike.map((_, item) => (item + 1) / ((items * (items + 1)) / 2))
  for (const [campaign, better] of [
    ['men', knowing],
    // Nearly always the last; of the others one was met once, against all odds.
    ['women', alike.map((_, item) => (item === items - 1 ? 1 - 7e-7 : 1e-7))],
  ] as const) {
    const log = (shares: readonly number[]): string[] =>
      Array.from({ length: rounds }, () => shown(shares, rate))
    write(`open-bandit/random_${campaign}.csv.gz`, ['names', ...log(alike)])
    const odd = campaign === 'women' ? [',,0,1,0,1e-7'] : []
    write(`open-bandit/bts_${campaign}.csv.gz`, ['names', ...log(better), ...odd])
  }

  const chosen: string[] = []
  const diced: string[] = []
  for (let person = 0; person < people; person++) {
    const ratings = Array.from({ length: coats }, (_, coat) => 1 + draw([9, 8, 7, 4 + (coat % 8), 2], random))
    const order = (weight: (rating: number) => number): number[] =>
      ratings
        .map((rating, coat) => ({ coat, key: -Math.log(1 - random()) / weight(rating) }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ coat }) => coat)
    const line = (coat: number): string => `${person},${coat},${ratings[coat]}`
    chosen.push(
      ...order((rating) => rating)
        .slice(0, 10)
        .map(line),
    )
    diced.push(
      ...order(() => 1)
        .slice(0, 10)
        .map(line),
    )
  }
  write('coat/biased_user.csv.gz', chosen)
  write('coat/random.csv.gz', diced)
}

/** @returns a place, each as likely as its share */
function draw(shares: readonly number[], random: () => number): number {
  let left = random() * shares.reduce((sum, share) => sum + share, 0)
  for (const [at, share] of shares.entries()) {
    left -= share
    if (left < 0) return at
  }
  return shares.length - 1
}
