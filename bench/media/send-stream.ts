/** Sends that many bytes in one request, as fast as the other end takes them, and prints how long it took. */
import { request } from 'node:http'

interface Sending {
  readonly url: string
  readonly bytes: number
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
}

const what: Sending = JSON.parse(process.argv[2] ?? '{}')
const block = Buffer.alloc(1 << 20)
for (let at = 0; at < block.length; at++) block[at] = (at * 2_654_435_761) >>> 13

const from = performance.now()
const sending = request(what.url, {
  method: what.method,
  headers: { ...what.headers, 'content-length': what.bytes },
})
sending.on('response', (answer) => {
  answer.resume()
  answer.on('end', () => {
    process.stdout.write(JSON.stringify({ ms: performance.now() - from, status: answer.statusCode ?? 0 }))
  })
})
let left = what.bytes
const push = (): void => {
  while (left > 0) {
    const piece = left >= block.length ? block : block.subarray(0, left)
    left -= piece.length
    if (!sending.write(piece)) {
      sending.once('drain', push)
      return
    }
  }
  sending.end()
}
push()
