/** An outside engine as one of the feed's sources, where the operator named one. */
import { createExternal, createGorse, type External } from '../modules/feed/index.ts'
import type { Tastes } from '../modules/tastes/index.ts'
import { isForEveryone, isPublished, type Videos } from '../modules/videos/index.ts'
import type { Ground } from './compose/ground.ts'

export function feedExternal(
  { clock, config, log, metrics, random, secrets }: Ground,
  modules: { tastes: Pick<Tastes, 'learnable' | 'onChange'>; videos: Pick<Videos, 'findMany'> },
): External | undefined {
  const {
    EXTERNAL_URL: url,
    EXTERNAL_KEY: key,
    EXTERNAL_TIMEOUT_MS: timeoutMs,
    EXTERNAL_CAP: cap,
  } = config.feed
  if (url === '') return undefined
  const { tastes, videos } = modules
  const external = createExternal({
    engine: createGorse({ url, key, timeoutMs, fetch }),
    clock,
    log,
    metrics,
    random,
    secret: secrets.secret('feed-external'),
    cap,
    learnable: (viewerKey, limit) => tastes.learnable(viewerKey, limit),
    async durationsOf(videoIds) {
      // What is for some alone is not told to anyone else.
      const clips = (await videos.findMany(videoIds)).filter(isPublished).filter(isForEveryone)
      return new Map(clips.map(({ id, durationMs }) => [id, durationMs]))
    },
  })
  tastes.onChange(external.changed)
  return external
}
