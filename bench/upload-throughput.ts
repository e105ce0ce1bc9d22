/** Bytes a second into storage: our upload (tus, checks, SHA-256, fsync, move, row, job) against a bare Node server that
 *  writes the same stream into a file and syncs it. A process of its own sends, so that both are measured alone;
 *  rounds alternate. The clock runs from the first byte to the answer that says it is durable. */
import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { assert, present } from '../platform/errors.ts'
import { type BenchResult, median } from './figure.ts'
import { openMediaHttp } from './media/http.ts'
import { openMediaStage } from './media/stage.ts'

export const name = 'upload-throughput'
export const goal = '≥ 0.8 × a bare Node server that writes the same stream with fsync'

const rounds = 7
const bytes = 192 * 1024 * 1024
const zSent = z.object({ ms: z.number(), status: z.number() })
const sender = fileURLToPath(new URL('./media/send-stream.ts', import.meta.url))

export async function run(): Promise<BenchResult> {
  const stage = await openMediaStage()
  const { base, close } = await openMediaHttp(stage.media)
  const bare = await bareServer(stage.folder)
  try {
    // No job runs: what happens to the file afterwards is not its upload.
    const ours: number[] = []
    const theirs: number[] = []
    for (let round = 0; round <= rounds; round++) {
      const mine = await oursOnce(base)
      const plain = rate(await send({ url: `${bare.url}/${round}`, bytes, method: 'PUT', headers: {} }, 201))
      if (round === 0) continue // Warm-up: both have compiled and opened what they need.
      ours.push(mine)
      theirs.push(plain)
    }
    const ratios = ours.map((one, at) => one / (theirs[at] ?? Number.NaN))
    return {
      name,
      value: Math.round(median(ours)),
      unit: 'MB/s',
      baseline: { what: 'bare Node, stream to file and fsync, MB/s', value: Math.round(median(theirs)) },
      ratio: median(ratios),
      goal,
      details: {
        file: `${bytes / 1024 / 1024} MiB in one step`,
        rounds: ratios.map((one) => one.toFixed(2)).join(' '),
        goalMet: median(ratios) >= 0.8,
      },
    }
  } finally {
    bare.server.close()
    await close()
    await stage.close()
  }
}

async function oursOnce(base: string): Promise<number> {
  const created = await fetch(`${base}/v1/uploads`, {
    method: 'POST',
    headers: { 'tus-resumable': '1.0.0', 'upload-length': String(bytes) },
  })
  const url = base + present(created.headers.get('location'), 'an upload has an address')
  const headers = {
    'tus-resumable': '1.0.0',
    'upload-offset': '0',
    'content-type': 'application/offset+octet-stream',
  }
  return rate(await send({ url, bytes, method: 'PATCH', headers }, 204))
}

const rate = (ms: number): number => bytes / 1e6 / (ms / 1000)

/** @returns wall milliseconds */
async function send(what: object, status: number): Promise<number> {
  const child = spawn(process.execPath, [sender, JSON.stringify(what)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  for await (const piece of child.stdout.setEncoding('utf8')) printed += piece
  const sent = zSent.parse(JSON.parse(printed))
  assert(sent.status === status, `the upload was answered ${sent.status}`)
  return sent.ms
}

async function bareServer(folder: string): Promise<{ server: Server; url: string }> {
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = join(folder, 'bare.bin')
    await pipeline(request, createWriteStream(path, { highWaterMark: 1 << 20 }))
    const file = await open(path, 'r+')
    await file.sync()
    await file.close()
    response.writeHead(201).end()
    await rm(path)
  }
  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert(typeof address === 'object' && address !== null, 'the server listens')
  return { server, url: `http://127.0.0.1:${address.port}` }
}
