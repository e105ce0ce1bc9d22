import { execFile } from 'node:child_process'
import { copyFile, mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isPublished, type Published } from '../../modules/videos/index.ts'
import type { FakeClock } from '../../platform/clock.ts'
import { assert, present } from '../../platform/errors.ts'
import type { Stage } from '../compose.ts'
import type { Cast } from './accounts.ts'
import type { DemoDays } from './days.ts'
import { adRecipes, clipArgs, type Recipe, recipes } from './recipes.ts'

const run = promisify(execFile)

export interface DemoClips {
  readonly organic: readonly Published[]
  /** In the order of {@link adRecipes}. */
  readonly ads: readonly Published[]
}

interface Task {
  readonly recipe: Recipe
  readonly ownerId: string
  readonly postedAt: Date
  readonly visibility: 'public' | 'unlisted'
}

/** Makes the clips two at a time and posts each as soon as it exists. */
export async function postClips(deps: {
  past: Stage
  clock: FakeClock
  cast: Cast
  days: DemoDays
  dataFolder: string
  ffmpeg: string
  say: (line: string) => void
}): Promise<DemoClips> {
  const { past, clock, cast, days } = deps
  // A folder of this run's own: an ffmpeg that outlived a killed run must not write into ours.
  const parent = join(deps.dataFolder, 'demo-clips')
  await rm(parent, { recursive: true, force: true })
  const folder = join(parent, String(process.pid))
  await mkdir(folder, { recursive: true })
  const tasks = plan(cast, days)
  const made = tasks.map(() => Promise.withResolvers<string>())
  for (const one of made) one.promise.catch(() => {}) // awaited in order below
  let next = 0
  const maker = async (): Promise<void> => {
    for (let at = next++; at < tasks.length; at = next++) {
      const file = join(folder, `${at}.mp4`)
      const task = present(tasks[at], 'a task has a recipe')
      const done = present(made[at], 'a task has a promise')
      try {
        await run(deps.ffmpeg, clipArgs(task.recipe, file), { timeout: 120_000 })
        done.resolve(file)
      } catch (thrown) {
        done.reject(thrown)
      }
    }
  }
  const makers = Promise.all([maker(), maker()])
  const posted: Published[] = []
  for (const [at, task] of tasks.entries()) {
    const file = await present(made[at], 'a task has a promise').promise
    clock.set(task.postedAt)
    posted.push(await post(past, task, file))
    if ((at + 1) % 6 === 0) deps.say(`… ${at + 1} of ${tasks.length} clips …`)
  }
  await makers
  await rm(parent, { recursive: true, force: true })
  return { organic: posted.slice(0, recipes.length), ads: posted.slice(recipes.length) }
}

function plan(cast: Cast, days: DemoDays): Task[] {
  const firstDay = present(days.simulated[0], 'the demo has days').start.getTime()
  const organic = recipes.map((recipe, at): Task => {
    const owner = present(cast.creators[at % cast.creators.length], 'the demo has creators')
    // The first dozen are there when the week begins; the rest come in during it.
    const postedAt = new Date(firstDay + (at < 12 ? -(12 - at) * 3_600_000 : (at - 11) * 26 * 3_600_000))
    return { recipe, ownerId: owner.id, postedAt: earlier(postedAt, days), visibility: 'public' }
  })
  const ads = adRecipes.map(
    (recipe, at): Task => ({
      recipe,
      ownerId: cast.merchant.id,
      postedAt: new Date(firstDay - (at + 1) * 1_800_000),
      visibility: 'unlisted',
    }),
  )
  return [...organic, ...ads]
}

/** Never in the future, whatever weekday the demo is made on. */
const earlier = (at: Date, days: DemoDays): Date => {
  const latest = present(days.simulated.at(-1), 'the demo has days').start
  return at < latest ? at : latest
}

async function post(past: Stage, task: Task, file: string): Promise<Published> {
  const { media, videos, jobs } = past
  const known = (await videos.listOwn(task.ownerId, undefined, 100)).find(
    (video) => video.caption === task.recipe.caption,
  )
  if (known && isPublished(known)) return known
  const { size } = await stat(file)
  const upload = await media.uploads.announce(task.ownerId, {
    lengthBytes: size,
    name: 'demo.mp4',
    type: 'video/mp4',
  })
  await copyFile(file, join(media.uploads.folder, upload.id))
  await media.uploads.complete(upload.id)
  const video = await videos.post(task.ownerId, {
    uploadId: upload.id,
    caption: task.recipe.caption,
    visibility: task.visibility,
  })
  await jobs.drain(['worker'])
  const published = await videos.findPublished(video.id)
  assert(published, `the demo clip "${task.recipe.caption}" can be played`)
  return published
}
