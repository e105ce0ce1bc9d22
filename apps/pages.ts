/** The web app: its built files, and its shell with the title, share card and first data of the page that is asked for. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyRequest } from 'fastify'
import { commonRefusals } from '../platform/contract.ts'
import { refuse } from '../platform/errors.ts'
import type { Caller, Http } from '../platform/http/index.ts'

/** What the shell of one page says before any script runs. */
export interface PageHead {
  readonly title: string
  readonly description: string
  /** Absolute or stage-relative. */
  readonly image?: string | undefined
  /** Of the image, in pixels. */
  readonly imageSize?: { readonly width: number; readonly height: number } | undefined
  readonly video?: { readonly url: string; readonly width: number; readonly height: number } | undefined
  readonly oembed?: string | undefined
  /** A player for frames on other sites. */
  readonly player?: { readonly url: string; readonly width: number; readonly height: number } | undefined
  /** Read by the page instead of asking again. */
  readonly data?: unknown
  readonly status?: number
}

export interface PagesOptions {
  readonly folder: string
  readonly name: string
  readonly publicUrl: string
  /** Other origins that media come from: a phone knocks there while it still reads the page. */
  readonly mediaFrom: readonly string[]
  /** The head of a path, when it has one of its own. */
  readonly headOf: (path: string, request: FastifyRequest, caller: Caller) => Promise<PageHead | undefined>
}

const headMark = '<!--panggung:head-->'
const dataMark = '<!--panggung:data-->'

export async function mountPages(http: Http, options: PagesOptions): Promise<void> {
  const { app } = http
  const shellFile = join(options.folder, 'index.html')
  const built = existsSync(shellFile)
  if (built)
    await app.register(fastifyStatic, {
      root: options.folder,
      wildcard: false,
      index: false,
      preCompressed: true,
      setHeaders(reply, path) {
        const immutable = path.includes('/immutable/')
        reply.header(
          'cache-control',
          immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=0, must-revalidate',
        )
      },
    })
  const shell = built ? readFileSync(shellFile, 'utf8') : ''

  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    const wantsPage =
      (request.method === 'GET' || request.method === 'HEAD') &&
      !/^\/(v1|media|_app)\//.test(path) &&
      // A handle may end like a file name does: /@sari.senja is a page.
      (path.startsWith('/@') || !/\.[a-z0-9]{1,5}$/.test(path))
    if (!wantsPage || !built) return refuse(commonRefusals.not_found)
    const caller = await http.callerOf(request, reply) // the first page view gives the browser its device key
    const head = (await options.headOf(path, request, caller)) ?? { title: options.name, description: '' }
    return reply
      .code(head.status ?? 200)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(
        renderShell(shell, head, {
          name: options.name,
          origin: originOf(request, options.publicUrl),
          path,
          lang: request.lang ?? 'id',
          mediaFrom: options.mediaFrom,
        }),
      )
  })
}

export const originOf = (request: FastifyRequest, publicUrl: string): string =>
  publicUrl === '' ? `${request.protocol}://${request.host}` : publicUrl

function renderShell(
  shell: string,
  head: PageHead,
  page: { name: string; origin: string; path: string; lang: string; mediaFrom: readonly string[] },
): string {
  const absolute = (url: string) => (url.startsWith('/') ? `${page.origin}${url}` : url)
  const title = head.title === page.name ? page.name : `${head.title} · ${page.name}`
  const meta: [string, string | undefined][] = [
    ['og:site_name', page.name],
    ['og:title', head.title],
    ['og:description', head.description],
    ['og:url', `${page.origin}${page.path}`],
    ['og:type', head.video ? 'video.other' : 'website'],
    ['og:image', head.image && absolute(head.image)],
    ['og:image:width', head.imageSize && String(head.imageSize.width)],
    ['og:image:height', head.imageSize && String(head.imageSize.height)],
    ['og:image:alt', head.image && head.title],
    ['og:video', head.video && absolute(head.video.url)],
    ['og:video:secure_url', head.video && secure(absolute(head.video.url))],
    ['og:video:type', head.video && 'video/mp4'],
    ['og:video:width', head.video && String(head.video.width)],
    ['og:video:height', head.video && String(head.video.height)],
  ]
  // Places that play within their own page need a secure player; the others show the picture.
  const player = head.player && secure(absolute(head.player.url)) ? head.player : undefined
  const named: [string, string | undefined][] = [
    ['twitter:card', player ? 'player' : head.image ? 'summary_large_image' : 'summary'],
    ['twitter:title', head.image && head.title],
    ['twitter:description', head.image && head.description],
    ['twitter:image', head.image && absolute(head.image)],
    ['twitter:player', player && absolute(player.url)],
    ['twitter:player:width', player && String(player.width)],
    ['twitter:player:height', player && String(player.height)],
  ]
  const tags = [
    // Twice: a plain <video> and a script's fetch never share a connection.
    ...page.mediaFrom.flatMap((origin) => [
      `<link rel="preconnect" href="${escapeHtml(origin)}">`,
      `<link rel="preconnect" href="${escapeHtml(origin)}" crossorigin>`,
    ]),
    `<title>${escapeHtml(title)}</title>`,
    `<meta name="description" content="${escapeHtml(head.description)}">`,
    ...named.flatMap(([name, value]) =>
      value ? [`<meta name="${name}" content="${escapeHtml(value)}">`] : [],
    ),
    `<link rel="canonical" href="${escapeHtml(page.origin + page.path)}">`,
    ...meta.flatMap(([name, value]) =>
      value ? [`<meta property="${name}" content="${escapeHtml(value)}">`] : [],
    ),
    ...(head.oembed
      ? [`<link rel="alternate" type="application/json+oembed" href="${escapeHtml(absolute(head.oembed))}">`]
      : []),
  ]
  const data =
    head.data === undefined
      ? ''
      : `<script type="application/json" id="first-data">${JSON.stringify(head.data).replaceAll('<', '\\u003c')}</script>`
  return shell
    .replace(/<html lang="\w+"/, `<html lang="${page.lang}"`)
    .replace(headMark, () => tags.join('\n    '))
    .replace(dataMark, () => data)
}

const secure = (url: string): string | undefined => (url.startsWith('https://') ? url : undefined)

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? char)
