/** The repository as tidy sees it: paths and texts. Rules are functions over it, so that each can be shown a
 *  small made-up tree in which it must find something. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

export interface TidyFile {
  /** From the repository's root, with `/`. */
  readonly path: string
  readonly text: string
}

export interface Tree {
  readonly files: readonly TidyFile[]
  /** The lines of modules/ORDER: a module may import only those above it. */
  readonly order: readonly string[]
}

export interface Violation {
  readonly path: string
  /** From 1. */
  readonly line: number
  readonly says: string
}

export interface Rule {
  readonly name: string
  readonly check: (tree: Tree) => Violation[]
}

const skippedFolders = new Set([
  'node_modules',
  '.git',
  '.bootstrap',
  '.svelte-kit',
  'data',
  'test-results',
  'web/build',
])
const readEndings =
  /(\.(ts|mjs|js|svelte|css|html|sql|json|md|ya?ml|sh|toml|service|conf)|\/ORDER|\.env\.example|\.ci\/run)$/

export function treeOf(files: Readonly<Record<string, string>>): Tree {
  const order = (files['modules/ORDER'] ?? '').split('\n').filter((line) => line !== '')
  return { files: Object.entries(files).map(([path, text]) => ({ path, text })), order }
}

export function readTree(root: string): Tree {
  const files: Record<string, string> = {}
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const absolute = join(folder, entry.name)
      const path = relative(root, absolute)
      if (skippedFolders.has(entry.name) || skippedFolders.has(path)) continue
      if (entry.isDirectory()) visit(absolute)
      else if (entry.isFile() && readEndings.test(`/${path}`)) files[path] = readFileSync(absolute, 'utf8')
    }
  }
  visit(root)
  return treeOf(files)
}

export type Area = 'platform' | 'modules' | 'apps' | 'verifier' | 'web' | 'tools' | 'bench' | 'e2e' | 'other'
const areas: readonly Area[] = ['platform', 'modules', 'apps', 'verifier', 'web', 'tools', 'bench', 'e2e']

export const areaOf = (path: string): Area => areas.find((area) => path.startsWith(`${area}/`)) ?? 'other'

/** `modules/ledger/store.ts` → `ledger` */
export const moduleOf = (path: string): string | undefined => /^modules\/([^/]+)\//.exec(path)?.[1]

/** Code that runs only to test or to measure. */
export const isTestCode = (path: string): boolean =>
  /\.test\.(ts|mjs)$|\/tests\/|\/testing(\.ts|\/)|^(e2e|bench|tools)\//.test(path)

export const isContract = (path: string): boolean => /^modules\/[^/]+\/contract(-[^/]+)?\.ts$/.test(path)

/** A file where SQL may be written. */
export const isStore = (path: string): boolean => /^modules\/[^/]+\/store(\.ts|-[^/]+\.ts|\/)/.test(path)

/** Where in a text an offset lies, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}
