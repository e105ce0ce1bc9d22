/** A clip being made: in this browser, or on the stage from the draft's files. */
import { api } from '#api/api.ts'
import { pause } from '#api/pause.ts'
import { EditorFault, type Export, type ExportOptions, type ServerRender, type Told } from './face.ts'
import type { ExportOrder } from './media/export-worker.ts'
import { isToldCode, tell, toldOf } from './told.ts'

/** From how fast it went until now. Undefined until that says something. */
function secondsLeft(progress: number, passedMs: number): number | undefined {
  if (progress < 0.02 || passedMs < 800) return undefined
  return Math.max(1, Math.ceil((passedMs * (1 - progress)) / progress / 1000))
}

/** How far it is, as the page sees it; whoever works on it writes it down here. */
class Making<Phase extends string, Made> {
  progress = $state(0)
  secondsLeft = $state<number | undefined>()
  phase = $state<Phase | 'done' | 'stopped' | 'failed'>('failed')
  fault = $state.raw<Told | undefined>()
  readonly cancel: () => void
  readonly result: Promise<Made>

  /** @param run rejects with AbortError when it was stopped
   *  @param told what else is told of an error */
  constructor(
    first: Phase,
    run: (making: Making<Phase, Made>) => Promise<Made>,
    told: (error: unknown) => Told,
    cancel: () => void,
  ) {
    this.phase = first
    this.cancel = cancel
    this.result = this.#whole(run, told)
    // The page may look at `phase` alone.
    this.result.catch(() => undefined)
  }

  async #whole(
    run: (making: Making<Phase, Made>) => Promise<Made>,
    told: (error: unknown) => Told,
  ): Promise<Made> {
    try {
      const made = await run(this)
      this.progress = 1
      this.secondsLeft = 0
      this.phase = 'done'
      return made
    } catch (error) {
      const isStopped = error instanceof Error && error.name === 'AbortError'
      this.phase = isStopped ? 'stopped' : 'failed'
      if (!isStopped) this.fault ??= told(error)
      throw error
    }
  }
}

const stopped = (): DOMException => new DOMException('it was stopped', 'AbortError')

export function makeHere(order: () => Promise<ExportOrder>, options: ExportOptions): Export {
  let stop: (() => void) | undefined
  let isStopped = false
  const beganAt = performance.now()
  return new Making<'sound' | 'picture' | 'writing', Blob>(
    'sound',
    async (making) => {
      const [{ startExport }, ordered] = await Promise.all([import('./media/start-export.ts'), order()])
      if (isStopped) throw stopped()
      const running = startExport(ordered, (phase, share) => {
        // Sound and pictures are made by turns; what counts are the pictures.
        if (phase === 'sound') return
        making.phase = phase
        making.progress =
          phase === 'writing' ? Math.max(making.progress, Math.min(0.99, share)) : share * 0.98
        making.secondsLeft = secondsLeft(making.progress, performance.now() - beganAt)
        options.onprogress?.(making.progress)
      })
      stop = running.cancel
      return running.result.catch((error: unknown) => {
        const isOurs = error instanceof EditorFault || (error instanceof Error && error.name === 'AbortError')
        throw isOurs ? error : new EditorFault('failed', String(error))
      })
    },
    (error) => tell(error instanceof EditorFault && isToldCode(error.code) ? error.code : 'failed'),
    () => {
      isStopped = true
      stop?.()
    },
  )
}

const ASK_MS = 1500

interface ServerSteps {
  readonly draftId: string
  /** Brings every file and every layer's picture to the stage. */
  sendParts: (signal: AbortSignal, onprogress: (share: number) => void) => Promise<void>
  /** The draft as it is to be made: the revision it has on the stage. */
  sendDraft: () => Promise<number>
}

export function makeThere(steps: ServerSteps): ServerRender {
  const stop = new AbortController()
  const { signal } = stop
  const params = { draftId: steps.draftId }
  return new Making<'parts' | 'waiting' | 'rendering', string>(
    'parts',
    async (making) => {
      try {
        return await render(making)
      } catch (error) {
        throw signal.aborted ? stopped() : error
      }
    },
    toldOf,
    () => {
      stop.abort()
      void api('DELETE /v1/drafts/:draftId/render', { params }).catch(() => undefined)
    },
  )

  async function render(making: Making<'parts' | 'waiting' | 'rendering', string>): Promise<string> {
    // Sending is about as long as making: half of the way each.
    await steps.sendParts(signal, (share) => {
      making.progress = share / 2
    })
    signal.throwIfAborted()
    const revision = await steps.sendDraft()
    making.phase = 'waiting'
    let { render: now } = await api('POST /v1/drafts/:draftId/render', { params, body: { revision }, signal })
    for (;;) {
      if (now.state === 'done' && now.uploadId !== null) return now.uploadId
      if (now.state === 'failed' || now.state === 'cancelled') {
        const { reason } = now
        const fault = reason ? { code: reason.code, text: reason.message } : tell('failed')
        making.fault = fault
        throw new EditorFault(fault.code, fault.text)
      }
      making.phase = now.state === 'working' ? 'rendering' : 'waiting'
      making.progress = 0.5 + (now.percent ?? 0) / 200
      making.secondsLeft = now.secondsLeft ?? undefined
      await pause(ASK_MS, signal)
      const told = await api('GET /v1/drafts/:draftId/render', { params, signal })
      if (told.render) now = told.render
    }
  }
}
