/** A clip being made: in this browser, or on the stage from the draft's files. */
import { api } from '#api/api.ts'
import { EditorFault, type Export, type ExportOptions, type ServerRender, type Told } from './face.ts'
import type { ExportOrder } from './media/export-worker.ts'
import { isToldCode, tell, toldOf } from './told.ts'

/** From how fast it went until now. Undefined until that says something. */
export function secondsLeft(progress: number, passedMs: number): number | undefined {
  if (progress < 0.02 || passedMs < 800) return undefined
  return Math.max(1, Math.ceil((passedMs * (1 - progress)) / progress / 1000))
}
const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

export function makeHere(order: () => Promise<ExportOrder>, options: ExportOptions): Export {
  let progress = $state(0)
  let left = $state<number | undefined>()
  let phase = $state<Export['phase']>('sound')
  let fault = $state.raw<Told | undefined>()
  let cancel: (() => void) | undefined
  let isStopped = false
  const beganAt = performance.now()

  const run = async (): Promise<Blob> => {
    const [{ startExport }, ordered] = await Promise.all([import('./media/start-export.ts'), order()])
    if (isStopped) throw new DOMException('the export was stopped', 'AbortError')
    const running = startExport(ordered, (now, share) => {
      // Sound and pictures are made by turns; what counts are the pictures.
      if (now === 'sound') return
      phase = now
      progress = now === 'writing' ? Math.max(progress, Math.min(0.99, share)) : share * 0.98
      left = secondsLeft(progress, performance.now() - beganAt)
      options.onprogress?.(progress)
    })
    cancel = running.cancel
    return running.result
  }
  const result = run().then(
    (file) => {
      progress = 1
      left = 0
      phase = 'done'
      return file
    },
    (error: unknown) => {
      phase = isAbort(error) ? 'stopped' : 'failed'
      if (isAbort(error)) throw error
      const code = error instanceof EditorFault && isToldCode(error.code) ? error.code : 'failed'
      fault = tell(code)
      throw error instanceof EditorFault ? error : new EditorFault(code, String(error))
    },
  )
  // The page may look at `phase` alone.
  result.catch(() => undefined)
  return {
    get progress() {
      return progress
    },
    get secondsLeft() {
      return left
    },
    get phase() {
      return phase
    },
    get fault() {
      return fault
    },
    cancel() {
      isStopped = true
      cancel?.()
    },
    result,
  }
}

const ASK_MS = 1500

export interface ServerSteps {
  readonly draftId: string
  /** Brings every file and every layer's picture to the stage. */
  sendParts: (signal: AbortSignal, onprogress: (share: number) => void) => Promise<void>
  /** The draft as it is to be made: the revision it has on the stage. */
  sendDraft: () => Promise<number>
}

export function makeThere(steps: ServerSteps): ServerRender {
  let progress = $state(0)
  let left = $state<number | undefined>()
  let phase = $state<ServerRender['phase']>('parts')
  let fault = $state.raw<Told | undefined>()
  const stop = new AbortController()
  const { signal } = stop
  const params = { draftId: steps.draftId }

  const run = async (): Promise<string> => {
    // Sending is about as long as making: half of the way each.
    await steps.sendParts(signal, (share) => {
      progress = share / 2
    })
    signal.throwIfAborted()
    const revision = await steps.sendDraft()
    phase = 'waiting'
    let { render } = await api('POST /v1/drafts/:draftId/render', { params, body: { revision }, signal })
    for (;;) {
      if (render.state === 'done' && render.uploadId !== null) return render.uploadId
      if (render.state === 'failed' || render.state === 'cancelled') {
        fault = render.reason ? { code: render.reason.code, text: render.reason.message } : tell('failed')
        throw new EditorFault(fault.code, fault.text)
      }
      phase = render.state === 'working' ? 'rendering' : 'waiting'
      progress = 0.5 + (render.percent ?? 0) / 200
      left = render.secondsLeft ?? undefined
      await pause(ASK_MS, signal)
      const told = await api('GET /v1/drafts/:draftId/render', { params, signal })
      if (told.render) render = told.render
    }
  }
  const result = run().then(
    (uploadId) => {
      progress = 1
      left = 0
      phase = 'done'
      return uploadId
    },
    (error: unknown) => {
      phase = signal.aborted ? 'stopped' : 'failed'
      if (signal.aborted) throw new DOMException('the rendering was stopped', 'AbortError')
      fault ??= toldOf(error)
      throw error
    },
  )
  result.catch(() => undefined)
  return {
    get progress() {
      return progress
    },
    get secondsLeft() {
      return left
    },
    get phase() {
      return phase
    },
    get fault() {
      return fault
    },
    cancel() {
      stop.abort()
      void api('DELETE /v1/drafts/:draftId/render', { params }).catch(() => undefined)
    },
    result,
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
