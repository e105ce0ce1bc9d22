import { present, refuse } from '../../platform/errors.ts'
import type { Http } from '../../platform/http/index.ts'
import { type Identity, requireRole } from '../identity/index.ts'
import type { LikeJudge } from '../social/index.ts'
import type { Tastes } from '../tastes/index.ts'
import { isPublished, type Videos } from '../videos/index.ts'
import { experimentRoutes, tuningRefusals, tuningRoutes as routes } from './contract.ts'
import { boundsByField } from './contract-settings.ts'
import type { ModelFace } from './deps.ts'
import { placesInAll } from './experiments/assign.ts'
import { bounds } from './experiments/guard.ts'
import { alpha, leastViewers } from './experiments/measure.ts'
import { mostDays } from './experiments/read-experiments.ts'
import type { Experiment, Publication, Tuning } from './index.ts'

export interface MountDeps {
  readonly identity: Pick<Identity, 'findMany'>
  readonly tastes: Pick<Tastes, 'wishes'>
  readonly likes: Pick<LikeJudge, 'leftOut'>
  readonly videos: Pick<Videos, 'findMany'>
  /** Absent where nothing learns. */
  readonly models?: ModelFace | undefined
}

export function mountTuning(http: Http, tuning: Tuning, deps: MountDeps): void {
  const { identity, tastes, likes, videos, models } = deps
  /** Operators by name; one whose account is gone has none. */
  const namesOf = async (ids: readonly string[]): Promise<(id: string) => string> => {
    const handles = new Map<string, string>(
      (await identity.findMany([...new Set(ids)])).map((one) => [one.id, one.handle]),
    )
    return (id) => handles.get(id) ?? ''
  }
  const shown = async (publications: readonly Publication[]) => {
    const nameOf = await namesOf(publications.map(({ publishedBy }) => publishedBy))
    return publications.map(({ version, settings, changes, note, backTo, publishedBy, publishedAt }) => ({
      version,
      settings,
      changes: [...changes],
      note,
      backTo,
      by: nameOf(publishedBy),
      at: publishedAt.toISOString(),
    }))
  }
  const shownOne = async (publication: Publication) => {
    const [published] = await shown([publication])
    return { published: present(published, 'one in, one out') }
  }
  const shownExperiments = async (some: readonly Experiment[]) => {
    const nameOf = await namesOf(some.flatMap(({ startedBy, ended }) => [startedBy, ended?.by ?? startedBy]))
    return some.map(({ id, name, why, metric, places, startedBy, startedAt, ended, arms, reading }) => ({
      id,
      name,
      why,
      metric,
      sharePercent: (100 * places) / placesInAll,
      startedBy: nameOf(startedBy),
      startedAt: startedAt.toISOString(),
      ended: ended && {
        at: ended.at.toISOString(),
        by: ended.by === null ? null : nameOf(ended.by),
        note: ended.note,
      },
      arms: arms.map((arm) => ({ name: arm.name, settings: arm.settings, stopped: arm.stopped })),
      reading: reading ?? null,
    }))
  }

  http.handle(routes.readRules, async ({ caller }) => {
    const { version, settings, since, experimentPercent } = tuning.published()
    const own = tuning.current(caller.viewerKey, await tastes.wishes(caller.viewerKey))
    return {
      version,
      since: since?.toISOString() ?? null,
      settings,
      experimentPercent,
      yours: own.arm === null ? null : { weights: own.weights, rules: own.rules },
    }
  })
  http.handle(routes.readPublished, async ({ caller, query }) => {
    requireRole(caller, 'operator')
    const { versions, hasMore } = await tuning.versions(query.before)
    const { version, settings } = tuning.published()
    return {
      version,
      settings,
      defaults: tuning.defaults,
      bounds: boundsByField,
      versions: await shown(versions),
      hasMore,
    }
  })
  http.handle(routes.publish, async ({ caller, body }) =>
    shownOne(await tuning.publish(requireRole(caller, 'operator'), body)),
  )
  http.handle(routes.goBack, async ({ caller, params, body }) =>
    shownOne(await tuning.goBack(requireRole(caller, 'operator'), { ...body, version: params.version })),
  )
  http.handle(routes.preview, async ({ caller, body }) => {
    const { handle, settings } = body
    const pages = await tuning.preview(requireRole(caller, 'operator'), handle, settings, caller.lang)
    return { published: [...pages.published], edited: [...pages.edited] }
  })
  http.handle(routes.weigh, async ({ caller, body }) => {
    const { since, figures, ...told } = await tuning.weigh(requireRole(caller, 'operator'), body.settings)
    return { ...told, since: since?.toISOString() ?? null, figures: [...figures] }
  })
  http.handle(routes.readFigures, async ({ caller }) => {
    requireRole(caller, 'operator')
    const { at, days, ...figures } = await tuning.figures()
    return { at: at.toISOString(), days: [...days], ...figures }
  })
  http.handle(routes.listLeftOut, async ({ caller }) => {
    requireRole(caller, 'operator')
    const leftOut = await likes.leftOut()
    const found = await videos.findMany(leftOut.map(({ videoId }) => videoId))
    const nameOf = await namesOf(found.map(({ ownerId }) => ownerId))
    const clips = new Map<string, { caption: string; handle: string }>(
      found.filter(isPublished).map(({ id, ownerId, caption }) => [id, { caption, handle: nameOf(ownerId) }]),
    )
    return {
      clips: leftOut.map(({ from, to, ...one }) => ({
        ...one,
        clip: clips.get(one.videoId) ?? null,
        from: from.toISOString(),
        to: to.toISOString(),
      })),
    }
  })
  http.handle(routes.listModels, ({ caller }) => {
    requireRole(caller, 'operator')
    const all = models?.models() ?? []
    const { lag, foretold, watch } = models?.health() ?? { lag: null, foretold: null, watch: null }
    return {
      lag,
      watch,
      foretold: foretold && { lessons: foretold.lessons, heads: [...foretold.heads] },
      models: all.map((model) => ({ ...model, bornAt: model.bornAt.toISOString() })),
    }
  })
  http.handle(routes.rollBackModel, async ({ caller, params }) => {
    requireRole(caller, 'operator')
    const { modelVersion } = params
    if (!(await models?.rollBack(modelVersion)))
      refuse(tuningRefusals.model_not_found, { version: modelVersion })
    return { served: true as const }
  })
  http.handle(experimentRoutes.listExperiments, async ({ caller }) => {
    requireRole(caller, 'operator')
    const { running, ended, freePercent } = await tuning.experiments()
    return {
      running: await shownExperiments(running),
      ended: await shownExperiments(ended),
      freePercent,
      rules: { alpha, leastViewers, mostDays, bounds: { ...bounds } },
    }
  })
  http.handle(experimentRoutes.startExperiment, async ({ caller, body }) =>
    one(await tuning.startExperiment(requireRole(caller, 'operator'), body)),
  )
  http.handle(experimentRoutes.stopExperiment, async ({ caller, params, body }) =>
    one(await tuning.stopExperiment(requireRole(caller, 'operator'), params.experimentId, body.note)),
  )

  async function one(experiment: Experiment) {
    const [shownAs] = await shownExperiments([experiment])
    return { experiment: present(shownAs, 'one in, one out') }
  }
}
