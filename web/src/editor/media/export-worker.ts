/** The worker that makes clips: one clip, then it is ended. */
import { exportProject } from './export-project.ts'
import type { Project } from '../project/project.ts'
import type { OpenPart, PartSource } from './open-part.ts'

export interface ExportOrder {
  readonly project: Project
  readonly name: string
  readonly parts: readonly {
    readonly id: string
    readonly kind: OpenPart['kind']
    readonly source: PartSource
  }[]
}
export type ExportNews =
  | { readonly phase: 'sound' | 'picture' | 'writing'; readonly progress: number }
  | { readonly file: Blob }
  | { readonly fault: string; readonly name: string; readonly message: string }

const post = (news: ExportNews): void => self.postMessage(news)
const stop = new AbortController()

self.addEventListener('message', ({ data }: MessageEvent<ExportOrder | 'stop'>) => {
  if (data === 'stop') return stop.abort()
  const parts = new Map(data.parts.map((part) => [part.id, part]))
  exportProject(
    data.project,
    { sourceOf: async (id) => parts.get(id)?.source, kindOf: (id) => parts.get(id)?.kind },
    {
      signal: stop.signal,
      name: data.name,
      onprogress: (phase, progress) => post({ phase, progress }),
    },
  ).then(
    (file) => post({ file }),
    (error: unknown) => {
      const told = error instanceof Error ? error : new Error(String(error))
      post({
        fault: 'code' in told && typeof told.code === 'string' ? told.code : 'failed',
        name: told.name,
        message: told.message,
      })
    },
  )
})
