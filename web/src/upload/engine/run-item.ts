/** One file's way through the tray: read out, looked up, sent, followed, posted. Each part can be stopped at any point
 *  and run again later; what was done is not done twice. */
import { api } from '#api/api.ts'
import { ApiError } from '#api/api-error.ts'
import { session } from '#shell/session.svelte.ts'
import { followUpload } from './follow-upload.ts'
import { hashFile } from './hash-file.ts'
import { dropFile, keepFile } from './keep-file.ts'
import { postBody } from '../post/post-form.ts'
import { FILE_GONE, sendFile } from './send-file.ts'
import type { TrayItem } from '../tray-item.svelte.ts'
import type { Turns } from './turns.ts'

/** Small files are read out before the first byte goes, so that a known one is not sent at all; of large ones that
 *  take longer, the reading goes on beside the sending. */
const HASH_FIRST_MS = 4000

export interface Runner {
  readonly turns: Turns
  /** Writes down what is known of it. */
  readonly keep: (item: TrayItem) => void
  /** It is over: nothing of it need be remembered. */
  readonly forget: (item: TrayItem) => void
}

export async function runItem(runner: Runner, item: TrayItem, signal: AbortSignal): Promise<void> {
  try {
    if (!item.received && !(await bringOver(runner, item, signal))) return
    await seeThrough(runner, item, signal)
  } catch (error) {
    if (signal.aborted) return
    if (!(error instanceof ApiError)) throw error
    stopped(runner, item, error)
  }
}

function stopped(runner: Runner, item: TrayItem, error: ApiError): void {
  item.speed = undefined
  item.secondsLeft = undefined
  if (error.status === 401) {
    ask(item, 'login')
    session.ended()
  } else if (error.code === FILE_GONE) ask(item, 'file')
  else {
    item.phase = 'failed'
    item.error = error
  }
  runner.keep(item)
}

function ask(item: TrayItem, question: NonNullable<TrayItem['question']>): void {
  item.phase = 'paused'
  item.question = question
}

/** A file was picked to go on with, and it is not the one that was begun. */
function another(item: TrayItem): false {
  item.sha256 = item.mustBe
  item.file = undefined
  item.error = new ApiError(FILE_GONE, 400, '')
  ask(item, 'file')
  return false
}

/** @returns false when it waits for its owner */
async function bringOver(runner: Runner, item: TrayItem, signal: AbortSignal): Promise<boolean> {
  const { file } = item
  if (!file) {
    ask(item, 'file')
    return false
  }
  // Sent before and dropped before the page knew: the server says so by its offset.
  if (item.kept === 'none') void keepCopy(runner, item, file, signal)
  item.phase = 'hashing'
  const digest = readOut(runner, item, file, signal)
  await Promise.race([digest, new Promise((resolve) => setTimeout(resolve, HASH_FIRST_MS))])
  signal.throwIfAborted()
  if (item.mustBe && item.sha256 && item.sha256 !== item.mustBe) return another(item)
  if (await isKnown(item, signal)) {
    // Its own last byte arrived, and the page was gone before the answer came.
    const isItself = item.same?.uploadId === item.uploadId
    if (item.purpose === 'part' || isItself) return arrived(runner, item, item.same?.uploadId ?? '')
    ask(item, 'same')
    runner.keep(item)
    return false
  }
  item.phase = 'waiting'
  item.cutOff = false
  const leave = await runner.turns.take(signal)
  try {
    item.phase = 'sending'
    const uploadId = await sendFile({
      file,
      name: item.name,
      type: item.type,
      purpose: item.purpose,
      uploadId: item.uploadId ?? item.id,
      begun: item.begun,
      digest,
      signal,
      onId(id) {
        item.uploadId = id
        runner.keep(item)
      },
      onProgress(sent, speed) {
        item.phase = 'sending'
        item.cutOff = false
        item.begun = true
        item.sentBytes = sent
        item.speed = speed
        item.secondsLeft = speed ? Math.ceil((item.bytes - sent) / speed) : undefined
      },
      onWaiting() {
        item.phase = 'waiting'
        item.cutOff = true
        item.speed = undefined
        item.secondsLeft = undefined
      },
    })
    return arrived(runner, item, uploadId)
  } finally {
    leave()
  }
}

function arrived(runner: Runner, item: TrayItem, uploadId: string): boolean {
  item.uploadId = uploadId
  item.received = true
  item.sentBytes = item.bytes
  item.speed = undefined
  item.secondsLeft = undefined
  item.phase = 'processing'
  runner.keep(item)
  item.settle.received(uploadId)
  void dropFile(item.id)
  return true
}

async function keepCopy(runner: Runner, item: TrayItem, file: Blob, signal: AbortSignal): Promise<void> {
  const kept = await keepFile(item.id, file, signal)
  if (signal.aborted) return
  if (item.received) return void dropFile(item.id)
  item.kept = kept
  item.unkept = kept === 'none'
  runner.keep(item)
}

async function readOut(
  runner: Runner,
  item: TrayItem,
  file: Blob,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (item.sha256) return item.sha256
  try {
    item.sha256 = await hashFile(file, signal, (bytes) => {
      item.hashedBytes = bytes
    })
    runner.keep(item)
  } catch {
    // Without a digest it is sent with the checksums of its steps alone.
  }
  return item.sha256
}

/** Whether the same account sent the same bytes before. Not knowing is no reason to wait. */
async function isKnown(item: TrayItem, signal: AbortSignal): Promise<boolean> {
  if (!item.sha256 || item.anyway || item.purpose === 'sound') return false
  try {
    const query = { sha256: item.sha256, purpose: item.purpose }
    const { same } = await api('GET /v1/uploads/same', { query, signal })
    item.same = same ?? undefined
    return same !== null
  } catch (error) {
    if (signal.aborted || (error instanceof ApiError && error.status === 401)) throw error
    return false
  }
}

/** From its arrival to its end, with what was to be posted. */
async function seeThrough(runner: Runner, item: TrayItem, signal: AbortSignal): Promise<void> {
  item.phase = 'processing'
  const uploadId = item.uploadId ?? item.id
  item.settle.received(uploadId)
  if (item.form.wanted && !item.video) await post(runner, item)
  await followUpload(uploadId, signal, (state) => {
    item.state = state
    item.stageText = state.stageText
    item.stagePercent = state.percent ?? undefined
    item.secondsLeft = state.secondsLeft ?? undefined
    item.phase = state.state === 'ready' ? 'done' : state.state === 'refused' ? 'failed' : 'processing'
    if (state.reason) item.error = new ApiError(state.reason.code, 422, state.reason.message)
    if (item.video?.state === 'processing' && state.state !== 'received' && state.state !== 'probing')
      void look(item)
  })
  if (signal.aborted) return
  if (item.video) await look(item)
  // What is nothing but material has no more to tell.
  if (item.purpose !== 'clip' || item.video) runner.forget(item)
}

/** Twice is the same as once: one upload is one video. */
export async function post(runner: Runner, item: TrayItem): Promise<void> {
  if (item.posting || item.video || !item.received) return
  item.posting = true
  item.postFault = undefined
  try {
    const body = postBody(item.form, item.uploadId ?? item.id)
    item.video = (await api('POST /v1/videos', { body })).video
    runner.keep(item)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    item.postFault = error
    if (error.status === 401) session.ended()
    // Asked for once; what is wrong with it is corrected and asked for again.
    item.form = { ...item.form, wanted: error.status === 0 || error.status === 401 || error.status >= 500 }
    runner.keep(item)
  } finally {
    item.posting = false
  }
}

async function look(item: TrayItem): Promise<void> {
  const videoId = item.video?.id
  if (!videoId) return
  try {
    item.video = (await api('GET /v1/videos/:videoId', { params: { videoId } })).own ?? item.video
  } catch (error) {
    // It stays as it was last seen.
    if (!(error instanceof ApiError)) throw error
  }
}
