/** The whole stage in one process, on a database and a folder of the test's own, under a clock that the test moves. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { setTimeout as pause } from 'node:timers/promises'
import type { Account, Role } from '../../modules/identity/index.ts'
import { isPublished, type Published, type Visibility } from '../../modules/videos/index.ts'
import { assert } from '../../platform/errors.ts'
import type { Http } from '../../platform/http/index.ts'
import {
  type Scope,
  fakeClock,
  type FakeClock,
  seededIds,
  silentLog,
  temporaryFolder,
  testDatabase,
} from '../../platform/testing/index.ts'
import { compose, type Stage } from '../compose.ts'
import { readConfig } from '../sections.ts'
import { openSecrets } from '../secrets.ts'

export interface Answer<Body> {
  readonly status: number
  /** Parsed JSON, or null when the answer is something else. */
  readonly body: Body
  readonly raw: Buffer
  readonly headers: Readonly<Record<string, unknown>>
}

export interface Client {
  readonly account: Account | null
  readonly deviceKey: string
  readonly cookie: string
  call<Body = { error: { code: string; message: string } }>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer<Body>>
}

export interface House {
  readonly stage: Stage
  readonly http: Http
  readonly clock: FakeClock
  readonly dataFolder: string
  /** Logged out, with a browser of its own. */
  visitor(): Client
  /** Signs up and logs in. */
  person(handle: string, ...roles: Role[]): Promise<Client>
  /** A clip that is ready to be watched. */
  posts(
    client: Client,
    options?: { caption?: string; visibility?: Visibility; seconds?: number },
  ): Promise<Published>
}

const userAgent =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36'

export async function openHouse(
  t: Scope,
  options: {
    at?: string
    clock?: FakeClock
    env?: Record<string, string>
    seed?: string
    /** Off unless told: tests ask more often than a person would. */
    rateLimits?: boolean
    /** Payment gateways are pretended. */
    fakeGateway?: boolean
  } = {},
): Promise<House> {
  const clock = options.clock ?? fakeClock(options.at ?? '2026-08-22T03:00:00Z')
  const ids = seededIds(options.seed ?? 'house', clock)
  const dataFolder = temporaryFolder(t)
  const db = await testDatabase(t)
  const stage = await compose({
    config: readConfig({ PANGGUNG_DATA: dataFolder, PANGGUNG_STAGE_LOG_LEVEL: 'fatal', ...options.env }),
    databaseUrl: db.url,
    secrets: openSecrets(dataFolder),
    clock,
    ids,
    log: silentLog,
    random: () => 0,
    strictReplies: true,
    rateLimits: options.rateLimits ?? false,
    fakeGateway: options.fakeGateway ?? false,
  })
  const http = await stage.serve()
  t.after(async () => {
    // A browser keeps spare connections that never asked for anything; closing would wait a minute for each.
    http.app.server.closeAllConnections()
    await http.close()
    await stage.close()
  })

  let devices = 0
  const clientOf = (account: Account | null, session?: string): Client => {
    const deviceKey = `00000000-0000-4000-8000-${(++devices).toString(16).padStart(12, '0')}`
    const cookie = [
      `panggung_device=${deviceKey}`,
      'panggung_lang=en',
      ...(session ? [`panggung_session=${session}`] : []),
    ].join('; ')
    return {
      account,
      deviceKey,
      cookie,
      async call(method, path, body) {
        const answer = await http.app.inject({
          method:
            method === 'PUT'
              ? 'PUT'
              : method === 'POST'
                ? 'POST'
                : method === 'PATCH'
                  ? 'PATCH'
                  : method === 'DELETE'
                    ? 'DELETE'
                    : 'GET',
          url: path,
          headers: {
            cookie,
            'user-agent': userAgent,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
        })
        const isJson = String(answer.headers['content-type'] ?? '').includes('json')
        return {
          status: answer.statusCode,
          body: isJson ? answer.json() : JSON.parse('null'),
          raw: answer.rawPayload,
          headers: answer.headers,
        }
      },
    }
  }

  /** Works the queue itself, or waits for the workers that do. */
  const untilPublished = async (id: string): Promise<Published> => {
    for (let tries = 0; tries < 500; tries++) {
      await stage.jobs.drain(['worker'])
      const [video] = await stage.videos.findMany([id])
      assert(video && video.state !== 'refused', 'a good clip is published')
      if (isPublished(video)) return video
      await pause(40)
    }
    throw new Error('the clip was not published within 20 s')
  }

  let clips = 0
  return {
    stage,
    http,
    clock,
    dataFolder,
    visitor: () => clientOf(null),
    async person(handle, ...roles) {
      const account = await stage.identity.register({
        handle,
        displayName: handle,
        password: `kata sandi ${handle} 42`,
        lang: 'en',
      })
      for (const role of roles)
        await stage.db.transaction((tx) => stage.identity.grantRole(tx, account.id, role))
      if (roles.includes('merchant')) await stage.ads.openMerchant(account.id, handle)
      const client = clientOf(account)
      const session = await stage.identity.openSession(account.id, client.deviceKey)
      return { ...clientOf(account, session), account }
    },
    async posts(client, { caption = 'klip uji #uji', visibility = 'public', seconds = 2 } = {}) {
      assert(client.account, 'only someone with an account posts')
      const ownerId = client.account.id
      const source = smallClip(dataFolder, seconds, ++clips)
      const { size } = await stat(source)
      const upload = await stage.media.uploads.announce(ownerId, {
        lengthBytes: size,
        name: 'clip.mp4',
        type: 'video/mp4',
      })
      copyFileSync(source, join(stage.media.uploads.folder, upload.id))
      await stage.media.uploads.complete(upload.id)
      const video = await stage.videos.post(ownerId, { uploadId: upload.id, caption, visibility })
      const published = await untilPublished(video.id)
      await stage.feed.refresh()
      return published
    },
  }
}

/** A real clip of a few kilobytes, each with a picture of its own. */
export function smallClip(folder: string, seconds: number, n: number): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `small-${seconds}-${n}.mp4`)
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-y'],
    ...['-f', 'lavfi', '-i', `testsrc2=s=180x320:r=12:d=${seconds},hue=h=${n * 40}`],
    ...['-f', 'lavfi', '-i', `sine=f=${220 + n * 20}:d=${seconds}`],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      '-b:a',
      '32k',
      '-shortest',
      file,
    ],
  ])
  return file
}
