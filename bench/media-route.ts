/** CPU time (user and system) of this process for each MiB of media that it sends, by ranges of 1 MiB as players ask for
 *  them, against a bare HTTP server that reads and writes the same ranges of the same file in a loop and does nothing else:
 *  no routing, no lookup, no signature, no ETag, one buffer for all. The asker is a process of its own. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { anUpload } from '../modules/media/testing.ts'
import { assert, present } from '../platform/errors.ts'
import { type BenchResult, median } from './figure.ts'
import { benchOwner, openMediaHttp } from './media/http.ts'
import { bareFfmpeg, type MediaStage, openMediaStage } from './media/stage.ts'

export const name = 'media-route'
export const goal = '≤ 1.3 × the CPU per MiB of a bare read-and-write loop'

const MiB = 1024 * 1024
const rounds = 7
const execute = promisify(execFile)
const asker = fileURLToPath(new URL('media/ask-ranges.ts', import.meta.url))

export async function run(): Promise<BenchResult> {
  const stage = await openMediaStage()
  try {
    const path = join(stage.folder, 'large.mp4')
    bareFfmpeg([
      ...['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=25,noise=alls=30:allf=t', '-t', '5'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '14', '-pix_fmt', 'yuv420p', '-an', path],
    ])
    const content = readFileSync(path)
    const ours = await openMediaHttp(stage.media)
    const bare = await openBare(path, content.length)
    try {
      const urls = { ours: ours.base + (await partUrl(stage, content)), bare: bare.base }
      const large = await compare(urls, content.length, MiB, 150)
      const small = await compare(urls, content.length, MiB / 16, 600)
      return {
        name,
        value: round(large.ours),
        unit: 'CPU ms a MiB',
        baseline: { what: 'a bare read-and-write loop, CPU ms a MiB', value: round(large.bare) },
        ratio: large.ratio,
        goal,
        details: {
          ranges: `1 MiB of ${Math.round(content.length / MiB)} MiB, signed`,
          ratios: large.ratios.map(round).join(' '),
          'ranges of 64 KiB': `${round(small.ours)} to ${round(small.bare)} CPU ms a MiB, ratio ${round(small.ratio)}: what a request costs beside its bytes`,
          goalMet: large.ratio <= 1.3,
        },
      }
    } finally {
      await ours.close()
      await bare.close()
    }
  } finally {
    await stage.close()
  }
}

async function compare(urls: { ours: string; bare: string }, total: number, size: number, times: number) {
  await cpuPerMiB(urls.ours, total, size, times, 1)
  await cpuPerMiB(urls.bare, total, size, times, 1)
  const pairs: { ours: number; bare: number }[] = []
  for (let round = 0; round < rounds; round++)
    if (round % 2 === 0)
      pairs.push({
        ours: await cpuPerMiB(urls.ours, total, size, times, round + 2),
        bare: await cpuPerMiB(urls.bare, total, size, times, round + 2),
      })
    else {
      const bare = await cpuPerMiB(urls.bare, total, size, times, round + 2)
      pairs.push({ ours: await cpuPerMiB(urls.ours, total, size, times, round + 2), bare })
    }
  const ratios = pairs.map((pair) => pair.ours / pair.bare)
  return {
    ours: median(pairs.map((pair) => pair.ours)),
    bare: median(pairs.map((pair) => pair.bare)),
    ratio: median(ratios),
    ratios,
  }
}

async function cpuPerMiB(
  url: string,
  total: number,
  size: number,
  times: number,
  seed: number,
): Promise<number> {
  const before = process.cpuUsage()
  const { stdout } = await execute(process.execPath, [
    asker,
    url,
    `${total}`,
    `${size}`,
    `${times}`,
    `${seed}`,
  ])
  const { user, system } = process.cpuUsage(before)
  assert(Number(stdout) === size * times, 'every byte that was asked for came')
  return (user + system) / 1000 / ((size * times) / MiB)
}

async function partUrl({ media }: MediaStage, content: Buffer): Promise<string> {
  const upload = await anUpload(media, benchOwner, content, 'large.mp4', 'part')
  const asset = (await media.assetState([upload.assetId])).get(upload.assetId)
  return present(asset && media.partUrl(asset), 'a part has an address')
}

async function openBare(path: string, bytes: number): Promise<{ base: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
    const [start, end] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? bytes - 1)]
    response.writeHead(206, {
      'content-type': 'video/mp4',
      'content-length': end - start + 1,
      'content-range': `bytes ${start}-${end}/${bytes}`,
    })
    void copy(path, start, end, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert(typeof address === 'object' && address, 'it listens')
  return {
    base: `http://127.0.0.1:${address.port}/`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** One asker asks for one range at a time: a buffer that was written is free again, and its memory warm. */
const buffer = Buffer.alloc(256 * 1024)

async function copy(path: string, start: number, end: number, response: ServerResponse): Promise<void> {
  const file = await open(path, 'r')
  for (let at = start; at <= end; ) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, end - at + 1), at)
    at += bytesRead
    await new Promise((resolve) => response.write(buffer.subarray(0, bytesRead), resolve))
  }
  await file.close()
  response.end()
}

const round = (value: number): number => Math.round(value * 1000) / 1000
