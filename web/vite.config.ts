import { fileURLToPath } from 'node:url'
import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'
import {
  announcerWithoutInlineStyle,
  oneFirstChunk,
  versionAtBuildTime,
  withExternalBoot,
} from './build-shell.ts'

export default defineConfig({
  plugins: [
    announcerWithoutInlineStyle(),
    oneFirstChunk(),
    versionAtBuildTime(),
    tailwindcss(),
    sveltekit({
      adapter: withExternalBoot(adapter({ fallback: 'index.html', precompress: true })),
      compilerOptions: { runes: true },
    }),
  ],
  // The page that checks statements runs the very file that strangers run.
  resolve: { alias: { $verifier: fileURLToPath(new URL('../verifier/verify.ts', import.meta.url)) } },
  // The verifier runs off the main thread and, being one file for Node as well, awaits at its top level.
  worker: { format: 'es' },
  build: { target: 'es2022', assetsInlineLimit: 0 },
})
