/**
 * @typedef {object} Plan
 * @property {string} entry TypeScript file for the pinned Node, from the repository's root
 * @property {string[]} args
 * @property {Record<string, string>} env added to the environment
 * @property {string[]} tools programs of the system that must be there
 * @property {boolean} web whether the web app must be built
 * @property {boolean} quiet progress would disturb the program's own output
 */

export const usage = `Panggung

  npm start                    a stage on this machine, with a demo on an empty data folder
  npm run serve                the production start (--roles=… chooses what runs here)
  npm run panggung -- help     the operator's commands
  npm run build                the recommender's kernels and the web app from their sources
  npm test                     every check and test; "npm test -- modules/ledger" runs some
  npm run test:s3              storage against a real S3 server, which it starts for itself
  npm run test:media-corpus    thousands of odd and damaged files; "-- --seed=N --only=N" feeds one again
  npm run check                types, lint, format and tidy only
  npm run bench                lists the figures; "npm run bench -- NAME" measures one
  npm run simulate:money       a million transfers under power cuts, each reply foretold; "-- --seed=N" again
  npm run replay               logs of a real feed through the recommender's models; "-- --on=test" once settings are final
  npm run audience             a made-up audience for the feed, in memory; "-- --against=URL" on a running stage`

const media = ['ffmpeg', 'ffprobe']

/**
 * What a verb needs before it can run. Pure.
 * @param {string | undefined} verb
 * @param {string[]} args what the user wrote after it
 * @returns {Plan | undefined} nothing for a verb that does not exist
 */
export function planFor(verb, args) {
  const plan = { args, env: {}, tools: [], web: false, quiet: false }
  switch (verb) {
    case 'start':
      return { ...plan, entry: 'apps/main.ts', args: ['start', ...args], ...forRoles(args) }
    case 'serve':
      return {
        ...plan,
        entry: 'apps/main.ts',
        args: ['serve', ...args],
        env: { NODE_ENV: 'production' },
        ...forRoles(args),
      }
    case 'cli':
      return { ...plan, entry: 'apps/cli.ts', quiet: true }
    case 'build':
      return { ...plan, entry: 'tools/build.ts', web: true }
    case 'test':
      return { ...plan, entry: 'tools/test.ts', ...forTests(args.filter((arg) => !arg.startsWith('-'))) }
    case 'test-s3':
      return { ...plan, entry: 'tools/s3-server/test.ts', tools: media }
    case 'test-media-corpus':
      return { ...plan, entry: 'tools/media-corpus.ts', tools: media }
    case 'check':
      return { ...plan, entry: 'tools/test.ts', args: ['--check', ...args] }
    case 'simulate-money':
      return { ...plan, entry: 'tools/simulate-money.ts' }
    case 'replay':
      return { ...plan, entry: 'tools/replay.ts' }
    case 'audience':
      return { ...plan, entry: 'tools/audience.ts' }
    case 'bench':
      return {
        ...plan,
        entry: 'bench/run.ts',
        quiet: args.includes('--json'),
        ...forBench(args.find((arg) => !arg.startsWith('-'))),
      }
    default:
      return undefined
  }
}

/** A node that only serves pages needs no ffmpeg, one that only works needs no pages. @param {string[]} args */
function forRoles(args) {
  const given = args.find((arg) => arg.startsWith('--roles='))?.slice('--roles='.length)
  const roles = given?.split(',') ?? ['web', 'worker', 'transcode']
  return { tools: roles.some((role) => role !== 'web') ? media : [], web: roles.includes('web') }
}

/** @param {string[]} filters paths; none means everything */
function forTests(filters) {
  const browser = filters.length === 0 || filters.some((path) => /^(\.\/)?e2e\b/.test(path))
  return { tools: browser ? [...media, 'chromium'] : media, web: browser }
}

/** @param {string | undefined} name */
function forBench(name) {
  if (name === undefined) return {}
  const browser = ['all', 'swipe', 'waste', 'slow-link', 'first-page'].includes(name)
  return { tools: browser ? [...media, 'chromium'] : media, web: browser }
}
