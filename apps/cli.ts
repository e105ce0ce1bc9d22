/** `npm run panggung -- COMMAND`: what an operator does from a shell. */
import { describeDetail } from '../modules/admin/index.ts'
import { isDay, toDay } from '../platform/clock.ts'
import { ConfigFaults } from '../platform/config/index.ts'
import { Refusal } from '../platform/errors.ts'
import { removeDemo } from './demo/index.ts'
import { doctor } from './doctor.ts'
import { mediaCommand, mediaUsage } from './media-commands.ts'
import { type OpenStage, openStage, StartFault } from './open-stage.ts'

const usage = `npm run panggung -- COMMAND

  doctor               looks at this installation and says what is wrong
  close-day [DAY]      closes one day (2026-11-22), or every day and period that is due
  audit                proves that sums are zero, chains are whole and nothing is missing
  operator HANDLE      makes an account an operator
  demo --remove        removes the demo stage
  search rebuild       makes the search index anew; searches go on meanwhile
${mediaUsage}`

const say = (line: string): boolean => process.stdout.write(`${line}\n`)
type Command = (open: OpenStage, args: readonly string[]) => Promise<boolean>

const commands: Record<string, Command> = {
  doctor: (open) => doctor(open, say),
  'close-day': closeDays,
  audit,
  operator: makeOperator,
  media: async (open, args) => (await mediaCommand(open, args, say)) ?? misused(),
  demo: async (open, args) => {
    if (args[0] !== '--remove') return misused()
    await removeDemo(open, say)
    return true
  },
  search: rebuildSearch,
}

const [name = 'help', ...args] = process.argv.slice(2)
const command = commands[name]
if (!command) {
  process.stdout.write(usage)
  process.exit(name === 'help' || name === '--help' ? 0 : 2)
}
try {
  const open = await openStage({ quiet: true, unchecked: name === 'doctor' })
  const ok = await command(open, args)
  await open.close('leave adopted')
  process.exit(ok ? 0 : 1)
} catch (thrown) {
  if (!(thrown instanceof Refusal || thrown instanceof StartFault || thrown instanceof ConfigFaults))
    throw thrown
  process.stderr.write(`${thrown instanceof Refusal ? thrown.text('en') : thrown.message}\n`)
  process.exit(1)
}

function misused(): false {
  process.stdout.write(usage)
  return false
}

async function closeDays({ stage }: OpenStage, [day]: readonly string[]): Promise<boolean> {
  if (day !== undefined) {
    if (!isDay(day)) return misused()
    const closed = await stage.playback.closeDay(toDay(day))
    await stage.jobs.drain(['worker'])
    // A worker of the running stage may have been quicker to take up what the closing caused.
    const shared = (await stage.revenue.sharedDays(366)).includes(toDay(day))
    if (!shared) say(`${day} is closed; the running stage is billing and sharing it out.`)
    else
      say(
        closed
          ? `${day} is closed, billed and shared out.`
          : `${day} was closed before. Nothing was changed.`,
      )
    return true
  }
  const { days, periods } = await stage.admin.close()
  say(`Closed days: ${days.join(', ') || 'none'}. Closed periods: ${periods.join(', ') || 'none'}.`)
  return true
}

async function audit({ stage }: OpenStage): Promise<boolean> {
  const report = await stage.admin.audit()
  for (const check of report.checks)
    say(`${check.ok ? 'ok  ' : 'FAIL'} ${check.name.padEnd(28)} ${describeDetail(check.detail)}`)
  say(
    report.ok
      ? 'Everything holds.'
      : 'Something does not hold. Stop payouts and look into it before anything else.',
  )
  return report.ok
}

async function rebuildSearch({ stage }: OpenStage, args: readonly string[]): Promise<boolean> {
  if (args.length !== 1 || args[0] !== 'rebuild') return misused()
  const entries = await stage.search.rebuild()
  say(
    entries === undefined
      ? 'Another process is writing the search index at this moment. Nothing was changed; try again.'
      : `The search index was made anew: ${entries} people, clips and sounds.`,
  )
  return entries !== undefined
}

async function makeOperator({ stage }: OpenStage, [handle]: readonly string[]): Promise<boolean> {
  if (handle === undefined) return misused()
  const account = await stage.identity.findByHandle(handle.replace(/^@/, ''))
  if (!account) {
    say(`There is no @${handle}. Sign up on the page first.`)
    return false
  }
  await stage.db.transaction((tx) => stage.identity.grantRole(tx, account.id, 'operator'))
  say(`@${account.handle} is an operator now (their next page shows it within half a minute).`)
  return true
}
