/** Replays logs of a real short-video feed through the recommender's models (docs/feed.md, "Models and replay").
 *
 *    node tools/replay.ts                        on val, by which settings are chosen
 *    node tools/replay.ts --set=ials.dims=32     with another setting; several may be given
 *    node tools/replay.ts --on=test              on test: noted in tools/replay/test-runs.log, once a commit
 *    node tools/replay.ts off-policy             what the estimators say of policies whose truth is known
 *    node tools/replay.ts --data=FOLDER          where the logs are */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { missingLogs, replayOffPolicy } from './off-policy/run.ts'
import { missingData, replay } from './replay/run.ts'
import { hashOf, type ReplaySettings, settingsWith } from './replay/settings.ts'
import { goalsTable, isMet, textOf } from './replay/table.ts'
import { noteLook } from './replay/test-log.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const usage = `usage: npm run replay -- [--on=val|test] [--set=NAME=VALUE …] [--data=FOLDER]
       npm run replay -- off-policy [--data=FOLDER]`

const isOffPolicy = process.argv[2] === 'off-policy'
const args = process.argv.slice(isOffPolicy ? 3 : 2)
const given = (name: string): string[] =>
  args.filter((arg) => arg.startsWith(`--${name}=`)).map((arg) => arg.slice(name.length + 3))
const on = given('on').at(-1) ?? 'val'
const folder = given('data').at(-1) ?? join(root, '../shared/data/recsys')
const settings = settingsWith(given('set'))
const isKnown = (arg: string): boolean => (isOffPolicy ? /^--data=/ : /^--(on|set|data)=/).test(arg)
const missing = isOffPolicy ? missingLogs(folder) : missingData(folder)

if ((on !== 'val' && on !== 'test') || !args.every(isKnown)) end(2, usage)
else if (!settings)
  end(2, `${usage}\nA setting of that name, or with that value, does not exist: tools/replay/settings.ts`)
else if (missing.length > 0)
  end(1, `The logs to replay are not here: ${missing.join(', ')}\nSay where they are with --data=FOLDER.`)
else if (isOffPolicy) {
  const { goals } = replayOffPolicy(folder, console.log)
  console.log(textOf(goalsTable(goals)))
  if (!goals.every(isMet)) process.exitCode = 1
} else if (on === 'val' || mayLook(settings)) {
  const began = performance.now()
  console.log(`On ${on}, settings ${hashOf(settings)}\n`)
  const missed = replay({
    folder,
    on,
    settings,
    print: console.log,
    say: (line) => console.error(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`),
  })
  // On val the goals only show the way.
  if (on === 'test' && missed.length > 0) process.exitCode = 1
}

function mayLook(settings: ReplaySettings): boolean {
  const commit = commitOf()
  const refused = noteLook(join(root, 'tools/replay/test-runs.log'), {
    at: new Date(),
    commit,
    settings: hashOf(settings),
    source: hashOfSource(),
  })
  if (refused)
    end(
      1,
      `Under commit ${commit.slice(0, 12)} test was looked at with settings ${refused.refusedFor} ` +
        `(tools/replay/test-runs.log); these are ${hashOf(settings)}. Choose settings on val.`,
    )
  return !refused
}

/** `none` where the source came without its repository. */
function commitOf(): string {
  const git = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' })
  return git.status === 0 ? git.stdout.trim() : 'none'
}

function hashOfSource(): string {
  const hash = createHash('sha256')
  for (const folder of ['modules/recommend/features', 'modules/recommend/models', 'tools/replay'])
    for (const name of readdirSync(join(root, folder)).sort())
      if (name.endsWith('.ts')) hash.update(name).update(readFileSync(join(root, folder, name)))
  return hash.digest('hex').slice(0, 16)
}

function end(code: number, why: string): void {
  console.error(why)
  process.exitCode = code
}
