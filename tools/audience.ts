/** A seeded audience for the feed (docs/feed.md, "Audience").
 *
 *    node tools/audience.ts                              a stage in memory, a table by policy
 *    node tools/audience.ts --viewers=500 --days=4 --uploads=20 --seed=1,2,3
 *    node tools/audience.ts --trial-percent=10           with another share of places for new clips
 *    node tools/audience.ts --policy=greedy              one policy alone
 *    node tools/audience.ts --against=http://127.0.0.1:8080 --viewers=50 --seconds=30 --pause=2000
 *                                                        load for a running stage: its watches are kept like any others */
import { feedConfig } from '../modules/feed/index.ts'
import { hearingConfig } from '../modules/hearing/index.ts'
import { linesOf, load } from './audience/against.ts'
import { policies } from './audience/feed-stand.ts'
import { figuresOf, head, rowOf } from './audience/table.ts'

const defaults: Readonly<Record<string, string>> = {
  viewers: '1000',
  slots: '40',
  uploads: '40',
  days: '5',
  seed: '1',
  'trial-percent': String(feedConfig.defaults().TRIAL_PERCENT),
  policy: '',
  against: '',
  seconds: '30',
  pause: '2000',
}
const args = process.argv.slice(2)
const given = new Map(args.map((arg): [string, string] => [nameOf(arg), arg.slice(arg.indexOf('=') + 1)]))
const text = (name: string): string => given.get(name) ?? defaults[name] ?? ''
const number = (name: string): number => Number(text(name))
const seeds = text('seed').split(',').map(Number)
const chosen = policies.filter((one) => text('policy') === '' || text('policy') === one)
const counts = ['viewers', 'slots', 'uploads', 'days', 'trial-percent', 'seconds', 'pause'].map(number)

if (
  args.some((arg) => !/^--[a-z-]+=./.test(arg) || defaults[nameOf(arg)] === undefined) ||
  [...counts, ...seeds].some((one) => !Number.isInteger(one) || one < 0) ||
  chosen.length === 0
) {
  console.error(
    `usage: npm run audience -- ${Object.keys(defaults)
      .map((name) => `[--${name}=…]`)
      .join(' ')}`,
  )
  process.exitCode = 2
} else if (text('against') !== '') {
  const told = await load({
    url: text('against').replace(/\/$/, ''),
    seed: seeds[0] ?? 1,
    viewers: number('viewers'),
    seconds: number('seconds'),
    pauseMs: number('pause'),
  })
  console.log(linesOf(told))
  if (told.pages === 0) process.exitCode = 1
} else {
  console.log(head)
  for (const policy of chosen)
    console.log(
      rowOf(
        policy,
        await figuresOf(policy, {
          viewers: number('viewers'),
          slots: number('slots'),
          uploads: number('uploads'),
          days: number('days'),
          seeds,
          perMille: hearingConfig.defaults().PER_MILLE,
          trialPercent: number('trial-percent'),
        }),
      ),
    )
}

function nameOf(arg: string): string {
  return arg.slice(2, arg.indexOf('='))
}
