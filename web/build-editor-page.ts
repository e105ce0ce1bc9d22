/** Builds the page by which the tests drive the editor's engine in a browser; it is no part of the app. */
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))

export async function buildEditorPage(outDir: string): Promise<void> {
  await build({
    configFile: false,
    root,
    publicDir: 'static',
    logLevel: 'error',
    plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
    resolve: { alias: { '$app/env': fileURLToPath(new URL('src/editor/testing/env.ts', import.meta.url)) } },
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      rollupOptions: { input: 'src/editor/testing/page.html' },
    },
  })
}
