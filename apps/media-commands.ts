/** `npm run panggung -- media …`: looking after what is stored, while the stage runs or not. */
import { setTimeout as wait } from 'node:timers/promises'
import type { OpenStage } from './open-stage.ts'

export const mediaUsage = `  media verify [--sample=N] [--repair] [--rate=MB] [--fresh]
                       reads every file and holds it against its record; goes on where it was stopped
                       --sample  only N clips by chance     --rate  megabytes a second (50)
                       --repair  puts right what can be: from another copy, or made anew from the original
  media rebuild ASSET… | --all | --missing
                       makes renditions anew from originals; clips play throughout
  media move --to=disk|s3 [--keep] [--rate=MB]
                       copies files to the other place; the old ones go two hours later (--keep: never)
`

type Say = (line: string) => unknown

/** @returns undefined when the command was misused; else whether all is well */
export async function mediaCommand(
  open: OpenStage,
  args: readonly string[],
  say: Say,
): Promise<boolean | undefined> {
  const [verb, ...rest] = args
  const given = readOptions(rest)
  if (!given) return undefined
  switch (verb) {
    case 'verify':
      return fits(given, ['sample', 'repair', 'rate', 'fresh'], 0) ? verify(open, given, say) : undefined
    case 'rebuild':
      return fits(given, ['all', 'missing'], undefined) ? rebuild(open, given, say) : undefined
    case 'move':
      return fits(given, ['to', 'keep', 'rate'], 0) ? move(open, given, say) : undefined
    default:
      return undefined
  }
}

interface Given {
  readonly names: readonly string[]
  readonly options: ReadonlyMap<string, string>
}

function readOptions(args: readonly string[]): Given | undefined {
  const options = new Map<string, string>()
  const names: string[] = []
  for (const arg of args) {
    const option = /^--([a-z]+)(?:=(.*))?$/.exec(arg)
    if (option) options.set(option[1] ?? '', option[2] ?? '')
    else if (arg.startsWith('-')) return undefined
    else names.push(arg)
  }
  return { names, options }
}

const numbers = new Set(['sample', 'rate'])

function fits({ names, options }: Given, known: readonly string[], most: number | undefined): boolean {
  return (
    (most === undefined || names.length <= most) &&
    [...options].every(
      ([name, value]) =>
        known.includes(name) &&
        (numbers.has(name) ? /^[1-9]\d{0,8}$/.test(value) : name === 'to' || value === ''),
    )
  )
}

const numberOf = ({ options }: Given, name: string): number | undefined => {
  const value = options.get(name)
  return value === undefined ? undefined : Number(value)
}

async function verify(open: OpenStage, given: Given, say: Say): Promise<boolean> {
  const { keep } = open.stage.media
  const progress = createProgress(say)
  const report = await stoppable((signal) =>
    keep.verify({
      signal,
      sample: numberOf(given, 'sample'),
      fresh: given.options.has('fresh'),
      bytesPerSecond: (numberOf(given, 'rate') ?? 50) * 1e6,
      onProgress: ({ files, bytes, total, faults }) =>
        progress(files, bytes, total, faults > 0 ? `, ${faults} with faults` : ''),
    }),
  )
  for (const { assetId, key, what, isOriginal } of report.found)
    say(`FAULT ${isOriginal ? 'original' : 'rendition'} of ${assetId}: ${key} ${inWords[what]}`)
  if (!report.isWhole) say(`Stopped after ${report.files} files; the same command goes on from there.`)
  else if (report.found.length === 0)
    say(`${report.files} files (${sizeOf(report.bytes)}) are what they should be.`)
  else say(`${report.files} files read, ${report.found.length} with faults.`)
  if (!given.options.has('repair')) {
    if (report.found.length > 0) say('npm run panggung -- media verify --repair puts right what can be.')
    return report.isWhole && report.found.length === 0
  }
  const repair = await keep.repair()
  for (const one of repair.restored) say(`restored ${one.key} from its copy in another place`)
  const made = await untilMade(open, repair.making, say)
  for (const one of repair.lost)
    say(
      `LOST     the original of ${one.assetId} (${one.key}): no good copy is left here. The clip plays on; put the file back from a backup.`,
    )
  return report.isWhole && made && repair.lost.length === 0
}

const inWords = {
  missing: 'is missing',
  length: 'has another length',
  content: 'has other content',
  unreadable: "can't be read from the disk",
} as const

async function rebuild(open: OpenStage, given: Given, say: Say): Promise<boolean> {
  const { keep } = open.stage.media
  const { names, options } = given
  const isMany = options.has('all') || options.has('missing')
  if (isMany === names.length > 0 || (options.has('all') && options.has('missing'))) {
    say('Name the assets, or say --all or --missing.')
    return false
  }
  if (names.some((name) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name))) {
    say(
      'An asset is named by its id, as "media verify" prints it and as it stands in the address of its files.',
    )
    return false
  }
  if (!isMany) return rebuildSome(open, names, say)
  let well = true
  let after: string | undefined
  for (let count = 0; ; ) {
    const page = await keep.rebuildable({
      onlyIncomplete: options.has('missing'),
      ...(after === undefined ? {} : { after }),
      limit: 10,
    })
    after = page.at(-1)
    if (after === undefined) {
      say(count === 0 ? 'There is nothing to make anew.' : `${count} assets were gone through.`)
      return well
    }
    well = (await rebuildSome(open, page, say)) && well
    count += page.length
  }
}

async function rebuildSome(open: OpenStage, ids: readonly string[], say: Say): Promise<boolean> {
  const works: string[] = []
  let well = true
  for (const id of ids) {
    const request = await open.stage.media.keep.rebuild(id)
    if (request.kind === 'begun' || request.kind === 'under way') works.push(request.workId)
    else {
      well = false
      say(
        request.kind === 'original lost'
          ? `${id}: its original is missing or not what was sent; nothing was changed. Put it back from a backup first.`
          : `${id}: there is no such asset, or nothing is made of such a file.`,
      )
    }
  }
  return (await untilMade(open, works, say)) && well
}

/** A running stage begins within seconds. */
const othersMs = 15_000
let isWorking = false

/** The command ends whether or not the stage runs: when nobody has begun by then, this process works too. */
async function helpOut({ stage }: OpenStage, works: readonly string[], sinceMs: number): Promise<void> {
  if (isWorking || performance.now() - sinceMs < othersMs) return
  const assets = await stage.media.assetState(works)
  if ([...assets.values()].some((one) => one.state !== 'received')) return
  isWorking = true
  await stage.jobs.start(['worker', 'transcode'])
}

async function untilMade(open: OpenStage, works: readonly string[], say: Say): Promise<boolean> {
  if (works.length === 0) return true
  const sinceMs = performance.now()
  const { keep } = open.stage.media
  const told = new Set<string>()
  for (;;) {
    await keep.tend()
    const rows = await keep.rebuilds(works)
    for (const { workId, assetId, state, note } of rows) {
      if (state === 'making' || told.has(workId)) continue
      told.add(workId)
      say(
        state === 'done'
          ? `${assetId}: made anew (${told.size} of ${works.length}).`
          : `${assetId}: not made anew (${note}); what plays goes on playing.`,
      )
    }
    if (told.size === works.length) return rows.every((row) => row.state === 'done')
    await helpOut(open, works, sinceMs)
    await wait(500)
  }
}

async function move(open: OpenStage, given: Given, say: Say): Promise<boolean> {
  const { keep } = open.stage.media
  const to = given.options.get('to') ?? ''
  if (!keep.places.includes(to)) {
    say(
      to === 's3'
        ? 'There is no bucket to move to: set PANGGUNG_STORAGE_S3_… for this command and for every node first.'
        : `There is no place "${to}". There is: ${keep.places.join(', ')}.`,
    )
    return false
  }
  if (keep.places.length < 2) {
    say(`All files are in one place, ${to}. Set PANGGUNG_STORAGE_S3_… to have another.`)
    return false
  }
  const rate = numberOf(given, 'rate')
  const progress = createProgress(say)
  let isStopped = false
  const so = await stoppable(async (signal) => {
    const moved = await keep.move({
      to,
      keepOld: given.options.has('keep'),
      signal,
      bytesPerSecond: rate === undefined ? undefined : rate * 1e6,
      onProgress: ({ copied, already, bytes, total }) => progress(copied + already, bytes, total, ''),
    })
    isStopped = signal.aborted
    return moved
  })
  for (const one of so.faulty) say(`LEFT ${one.key} of ${one.assetId}: ${one.why}`)
  say(`${so.copied} files copied to ${to}, ${so.already} were there (${sizeOf(so.bytes)}).`)
  if (isStopped) say('Stopped; the same command goes on from there.')
  else if (!given.options.has('keep'))
    say(
      'The old copies are removed by the running stage from two hours on, each after the new one was read back.',
    )
  if (open.stage.storage.writesTo !== to)
    say(
      `New files still go to ${open.stage.storage.writesTo}: set PANGGUNG_STORAGE_KIND=${to} on every node.`,
    )
  return !isStopped && so.faulty.length === 0
}

/** Ctrl-C ends the work at the next file; a second one at once. */
async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const onSignal = (): void => (stop.signal.aborted ? process.exit(130) : stop.abort())
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  try {
    return await work(stop.signal)
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}

/** A line now and then: how many, how much, how long still. */
function createProgress(
  say: Say,
): (files: number, bytes: number, total: { files: number; bytes: number }, more: string) => void {
  const beganMs = performance.now()
  let saidMs = beganMs
  let first: number | undefined
  return (files, bytes, total, more) => {
    first ??= bytes
    const nowMs = performance.now()
    if (nowMs - saidMs < 5000) return
    saidMs = nowMs
    const pace = (bytes - first) / (nowMs - beganMs)
    const left = pace > 0 ? `, ${lastingOf((total.bytes - bytes) / pace)} left` : ''
    say(`${files} of ${total.files} files, ${sizeOf(bytes)} of ${sizeOf(total.bytes)}${more}${left}`)
  }
}

function sizeOf(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB']
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`
}

function lastingOf(ms: number): string {
  const minutes = Math.ceil(Math.max(0, ms) / 60_000)
  return minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`
}
