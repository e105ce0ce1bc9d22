/** Writes deploy/.env.example from the sections that the code declares:  node tools/env-example.ts */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { exampleOf, type Listed, sectionsIn } from './env-example/example.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const files = [
  'apps/config.ts',
  'platform/storage/config.ts',
  ...readdirSync(`${root}modules`, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[^/]+\/config\.ts$/.test(path))
    .sort()
    .map((path) => `modules/${path}`),
]
const listed: Listed[] = []
for (const file of files) listed.push({ file, sections: sectionsIn(await import(`${root}${file}`)) })
mkdirSync(`${root}deploy`, { recursive: true })
writeFileSync(`${root}deploy/.env.example`, exampleOf(listed))
