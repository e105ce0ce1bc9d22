/** Makes a clip from a draft. Idempotent: the upload has the render's own id, and what a killed worker left half made is
 *  made again by the next one. */
import { asError, Refusal } from '../../platform/errors.ts'
import { renderRefusals } from './contract.ts'
import type { Reason, Render } from './draft.ts'
import { findMaterial } from './find-material.ts'
import type { DraftsDeps } from './index.ts'
import type { Project } from './project.ts'
import { compileProject, weightOf } from './render/compile-project.ts'
import { planInputs } from './render/plan-inputs.ts'
import { durationMs } from './render/timeline.ts'
import * as renders from './store-renders.ts'

type Asked = Render & { readonly project: Project; readonly title: string }

/** @throws Error when it is no fault of the draft's: then the job comes back */
export async function renderDraft(deps: DraftsDeps, id: string, signal: AbortSignal): Promise<void> {
  const render = await renders.findRender(deps.db, id)
  if (!render || (render.state !== 'waiting' && render.state !== 'working')) return
  // A worker that died between the upload and its own mark.
  if ((await deps.media.findUpload(id))?.state === 'received') return finish(deps, id)
  if ((await deps.db.transaction((tx) => renders.markWorking(tx, id, deps.clock.now()))) === 0) return
  try {
    await make(deps, render, signal)
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    await fail(deps, id, { code: thrown.spec.code, params: thrown.params })
  }
}

async function make(deps: DraftsDeps, render: Asked, signal: AbortSignal): Promise<void> {
  const { id, ownerId, project } = render
  const assets = await findMaterial(deps, ownerId, project)
  const givenUp = new AbortController()
  let noting: Promise<unknown> = Promise.resolve()
  const made = await deps.media.renderFile(
    {
      key: `draft-${id}`,
      inputs: planInputs(project).map(({ part, picture, options }) => ({
        assetId: assets.get(part) ?? '',
        picture,
        options,
      })),
      args: (opened) => compileProject(project, opened),
      file: 'clip.mp4',
      weight: weightOf(project),
      signal: AbortSignal.any([signal, givenUp.signal]),
      onProgress(madeMs) {
        const percent = Math.min(99, Math.floor((madeMs * 100) / Math.max(1, durationMs(project))))
        noting = noting
          .then(() => deps.db.transaction((tx) => renders.notePercent(tx, id, percent, deps.clock.now())))
          .then((touched) => {
            if (touched === 0) givenUp.abort()
          })
          .catch((err: unknown) =>
            deps.log.warn({ event: 'render-progress-not-noted', id, err: asError(err) }),
          )
      },
    },
    async (path) => {
      await noting
      // Given up in the last moment: then nobody waits for it.
      const still = await deps.db.transaction((tx) => renders.notePercent(tx, id, 99, deps.clock.now()))
      if (still === 0) return
      await deps.media.adoptFile(undefined, { ownerId, path, name: fileName(render.title), uploadId: id })
    },
  )
  await noting
  if (made.kind === 'made') return finish(deps, id)
  if (made.kind === 'failed') return fail(deps, id, reason('render_failed'))
  if (made.kind === 'too-heavy') return fail(deps, id, reason('render_too_heavy'))
  if (made.kind === 'aborted' && givenUp.signal.aborted) return
  throw new Error(`render ${id}: ${made.kind}`)
}

const reason = (code: keyof typeof renderRefusals): Reason => ({
  code: renderRefusals[code].code,
  params: {},
})

async function finish(deps: DraftsDeps, id: string): Promise<void> {
  await deps.db.transaction((tx) => renders.markDone(tx, id, id, deps.clock.now()))
}

async function fail(deps: DraftsDeps, id: string, why: Reason): Promise<void> {
  await deps.db.transaction((tx) => renders.markFailed(tx, id, why, deps.clock.now()))
  deps.log.info({ event: 'render-failed', id, code: why.code })
}

const fileName = (title: string): string =>
  `${
    title
      .replace(/[\p{C}/\\]/gu, '')
      .slice(0, 80)
      .trim() || 'draf'
  }.mp4`
