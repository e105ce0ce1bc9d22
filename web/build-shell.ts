/** Makes the built shell fit a Content-Security-Policy of `script-src 'self'; style-src 'self'`.
 *  SvelteKit's fallback page starts itself with an inline script; here it becomes a file of its own.
 *  The server writes its head and first data into index.html, so that page is never kept compressed. */
import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Adapter } from '@sveltejs/kit'
import type { Plugin } from 'vite'

const PAGES = 'build'
const GENERATED = '.svelte-kit/generated/build/client-optimized/nodes'
/** What every viewer needs before the first frame: preloaded so that it does not wait for the router. */
const FIRST_PAGE = 'src/routes/(feed)/+page.svelte'
const FIRST_CHUNK =
  /\/src\/(player\/stage\/(stage|clip-source)|routes\/\+layout)\.svelte(\.ts)?$|\/kit\/src\/runtime\/client\/client\.js$/
/** Icons of all other pages: a hundred files of a hundred bytes each would cost more in names than in drawings, and
 *  every page's list of what it needs is in the first page. */
const ICONS = /\/@lucide\/svelte\/dist\/icons\//
/** The small parts that nearly every page is made of; not those that bring a library with them. */
const KIT =
  /\/src\/(ui\/(?!dialog|menu|tabs|bar-chart|draw-bars)[\w-]+\.|shell\/(remote|signed-in|places)\.|tastes\/region-select\.)/
/** Small code that several pages share: in one file, for the same reason. */
const HELPERS =
  /\/src\/((fan|money|studio|merchant|admin|catalogue|verify|sounds|tastes)\/[\w.-]+|shell\/(trying|check-signup)|api\/(pause|read-waveform)|upload\/(engine\/own-folder|pick\/check-file|post\/post-form)|editor\/(face|ui\/(handed-files|layer-name|time-text))|studio\/splits\/parts)\.ts$/
/** What the pages of money share, in one file instead of thirty small ones: their names are in the first page. */
const MONEY = /\/src\/(fan|money|studio)\/.*\.svelte$/
const FIRST_WORDS = { id: 'src/i18n/id/stage.json', en: 'src/i18n/en/stage.json' }

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

export function withExternalBoot(inner: Adapter): Adapter {
  return {
    ...inner,
    name: `${inner.name} with an external boot script`,
    async adapt(builder) {
      await inner.adapt(builder)
      const page = path.join(PAGES, 'index.html')
      const html = await readFile(page, 'utf8')
      const inline = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)]
      const boot = inline[0]
      if (!boot?.[1] || inline.length !== 1)
        throw new Error(`index.html: one inline script expected, ${inline.length} found`)
      const manifest: Record<string, Chunk> = JSON.parse(
        await readFile('.svelte-kit/output/client/.vite/manifest.json', 'utf8'),
      )
      const source = `${fetchWords(manifest)}\n${boot[1]
        .trim()
        .split('\n')
        .map((line) => line.replace(/^\t+/, ''))
        .join('\n')}`
      const hash = createHash('sha256').update(source).digest('base64url').slice(0, 10)
      const bootPath = `_app/immutable/entry/boot.${hash}.js`
      await writeCompressed(path.join(PAGES, bootPath), source)

      const preloads = firstPageFiles(manifest, await nodeOf(FIRST_PAGE)).filter(
        (file) => !html.includes(file),
      )
      const links = preloads.map((file) =>
        file.endsWith('.css')
          ? `<link rel="stylesheet" href="/${file}" />`
          : `<link rel="modulepreload" href="/${file}" />`,
      )
      const shell = html
        .replace(boot[0], `<script src="/${bootPath}"></script>`)
        .replace('</head>', `${links.map((link) => `  ${link}\n  `).join('')}</head>`)
      for (const marker of ['<!--panggung:head-->', '<!--panggung:data-->']) {
        if (!shell.includes(marker)) throw new Error(`index.html lost its marker ${marker}`)
      }
      if (/<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=/.test(shell))
        throw new Error('index.html holds inline code or style')
      await writeFile(page, shell)
      await rm(`${page}.gz`, { force: true })
      await rm(`${page}.br`, { force: true })
    },
  }
}

/** One file for all that the first page needs, instead of fifty small ones that compress badly;
 *  a router without the reader of server data that
 *  a static app has no use for; and icons without the frame's options. */
export function oneFirstChunk(): Plugin {
  const plainData = path.resolve('src/shell/plain-data.ts')
  const iconFrame = path.resolve('src/ui/icon-frame.svelte')
  return {
    name: 'panggung:one-first-chunk',
    enforce: 'pre',
    config: () => ({
      environments: {
        client: {
          build: {
            rolldownOptions: {
              output: {
                codeSplitting: {
                  groups: [
                    { name: 'first', test: FIRST_CHUNK, priority: 1 },
                    { name: 'icons', test: ICONS },
                    { name: 'kit', test: KIT },
                    { name: 'money', test: MONEY, minShareCount: 2 },
                    { name: 'helpers', test: HELPERS, minShareCount: 2 },
                  ],
                },
              },
            },
          },
        },
      },
    }),
    resolveId(id, importer) {
      if (this.environment.name !== 'client') return null
      if (id === 'devalue') return plainData
      return id === '../Icon.svelte' && importer?.includes('/@lucide/svelte/') ? iconFrame : null
    },
  }
}

/** The router's page announcer carries a style attribute, which the policy forbids; ui/base.css hides it instead. */
export function announcerWithoutInlineStyle(): Plugin {
  return {
    name: 'panggung:announcer-without-inline-style',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/kit/src/runtime/components/root.svelte')) return null
      const plain = code.replace(/\n\s*style="position: absolute;[^"]*"/, '')
      if (plain === code) throw new Error("the router's announcer has changed: look at build-shell.ts")
      return { code: plain, map: null }
    },
  }
}

/** The router compares its own version with the server's before it shows an error, and reloads when they differ. In one
 *  chunk with the router that version is read before the boot script has handed it over, so every error page would
 *  reload for ever: it is written in at build time instead. */
export function versionAtBuildTime(): Plugin {
  return {
    name: 'panggung:version-at-build-time',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/kit/src/runtime/app/env/client.js')) return null
      const fixed = code.replace(
        'export const version = payload.version',
        'export const version = __SVELTEKIT_APP_VERSION__',
      )
      if (fixed === code) throw new Error("the router's version has moved: look at build-shell.ts")
      return { code: fixed, map: null }
    },
  }
}

/** The router's generated node that holds a page's component. */
async function nodeOf(page: string): Promise<string> {
  for (const name of await readdir(GENERATED)) {
    if ((await readFile(path.join(GENERATED, name), 'utf8')).includes(`/${page}`))
      return `${GENERATED}/${name}`
  }
  throw new Error(`no built page comes from ${page}`)
}

/** Files of the first page in the order they are met: chunks, what they import, and their style sheets. */
function firstPageFiles(manifest: Record<string, Chunk>, node: string): string[] {
  const files = new Set<string>()
  const visit = (key: string): void => {
    const chunk = manifest[key]
    if (!chunk || files.has(chunk.file)) return
    files.add(chunk.file)
    for (const sheet of chunk.css ?? []) files.add(sheet)
    for (const next of chunk.imports ?? []) visit(next)
  }
  visit(node)
  if (files.size < 2) throw new Error('the first page is missing from the build manifest')
  return [...files]
}

/** The words of the one language that will be shown, asked for before the app is there to ask: chosen as
 *  i18n/words.svelte.ts chooses. If this fails, the app asks again and says so. */
function fetchWords(manifest: Record<string, Chunk>): string {
  const [id, en] = [manifest[FIRST_WORDS.id]?.file, manifest[FIRST_WORDS.en]?.file]
  if (!id || !en) throw new Error('the words of the first page are missing from the build manifest')
  return `try {
const lang = localStorage.getItem('panggung_lang') ?? document.documentElement.lang;
import(lang === 'en' ? '/${en}' : '/${id}').catch(() => {});
} catch {}`
}

async function writeCompressed(file: string, source: string): Promise<void> {
  await writeFile(file, source)
  await writeFile(`${file}.gz`, gzipSync(source, { level: 9 }))
  await writeFile(`${file}.br`, brotliCompressSync(source))
}
