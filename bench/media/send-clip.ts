/** Sends a clip as a page does. */
import { assert, present } from '../../platform/errors.ts'

const lastStepBytes = 65_536
const tus = { 'tus-resumable': '1.0.0' }

/** @returns its address, and the time (`performance.now()`) before its last step was sent: the way through HTTP belongs
 *  to what is measured */
export async function sendClip(base: string, content: Buffer): Promise<{ at: string; lastStepMs: number }> {
  const created = await fetch(`${base}/v1/uploads`, {
    method: 'POST',
    headers: { ...tus, 'upload-length': String(content.length) },
  })
  const at = base + present(created.headers.get('location'), 'an upload has an address')
  const rest = Math.max(0, content.length - lastStepBytes)
  await send(at, content, 0, rest)
  const lastStepMs = performance.now()
  await send(at, content, rest, content.length)
  return { at, lastStepMs }
}

async function send(at: string, content: Buffer, from: number, to: number): Promise<void> {
  const answer = await fetch(at, {
    method: 'PATCH',
    headers: { ...tus, 'upload-offset': String(from), 'content-type': 'application/offset+octet-stream' },
    body: new Uint8Array(content.subarray(from, to)),
  })
  assert(answer.status === 204, `the step was answered ${answer.status}`)
}
