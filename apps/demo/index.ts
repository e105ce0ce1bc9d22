/** The demo stage: an empty stage outside production fills itself, so that a newcomer sees a living feed, a creator's
 *  earnings and a closed, verifiable period. It goes in by the same doors as everybody's clips, watches and money,
 *  only under a clock that begins in the past week. */
import { fakeClock } from '../../platform/clock.ts'
import { systemIds } from '../../platform/ids.ts'
import { compose } from '../compose.ts'
import type { OpenStage } from '../open-stage.ts'
import { playAudience } from './audience.ts'
import { openAccounts } from './accounts.ts'
import { fundCampaigns } from './campaigns.ts'
import { demoDays } from './days.ts'
import { fundFan } from './fan-money.ts'
import { postClips } from './post-clips.ts'
import { readRegistry, writeRegistry } from './registry.ts'

export { demoLogin } from './cast.ts'
export { removeDemo } from './remove.ts'

/** True for an empty stage, or one whose demo was cut short. */
export async function wantsDemo({ stage, config, dataFolder }: OpenStage): Promise<boolean> {
  if (config.stage.DEMO === '0') return false
  const registry = readRegistry(dataFolder)
  if (registry) return !registry.complete
  return (await stage.identity.countAccounts()) === 0
}

/** Safe to repeat: what is there already is found by its name and kept.
 *  @param say told of each step, for a person who waits */
export async function fillDemo(open: OpenStage, say: (line: string) => void): Promise<void> {
  const began = Date.now()
  const days = demoDays(open.stage.clock.now(), open.config.stage.TIME_ZONE)
  const clock = fakeClock(days.opening)
  const past = await compose({ ...open.deps, clock, ids: systemIds(clock), rateLimits: false })
  try {
    const cast = await openAccounts(past)
    writeRegistry(open.dataFolder, { accounts: cast.all, complete: false })
    say('The demo is being made: clips first …')
    const clips = await postClips({
      past,
      clock,
      cast,
      days,
      dataFolder: open.dataFolder,
      ffmpeg: open.config.media.FFMPEG,
      say,
    })
    await open.stage.feed.refresh()
    clock.set(days.simulated[0]?.noon ?? days.opening)
    await fundCampaigns({ past, cast, clips })
    await fundFan({ past, cast })
    say('… then two weeks of watching …')
    await playAudience({ past, clock, cast, clips, days, now: open.stage.clock.now() })
    writeRegistry(open.dataFolder, { accounts: cast.all, complete: true })
    say(
      `The demo is ready (${Math.round((Date.now() - began) / 1000)} s): ${clips.organic.length} clips, last week closed and signed.`,
    )
  } finally {
    await past.close()
  }
  await open.stage.feed.refresh()
  await open.stage.feed.rescore()
}
