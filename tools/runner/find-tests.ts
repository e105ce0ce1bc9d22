import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Tidy first, because it is quick and says most; the browser last, because it needs most of the machine. */
const places = ['tools', 'platform', 'modules', 'apps', 'verifier', 'web', 'bench', 'e2e']
const passedOver = new Set(['node_modules', 'build', '.svelte-kit'])
const isTest = (name: string): boolean => /\.test\.(ts|mjs)$/.test(name)

/** Paths of all test files from the root, in the order in which they run. */
export function findTests(root: string): string[] {
  return places.flatMap((place) => below(root, place))
}

function below(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return passedOver.has(entry.name) ? [] : below(root, path)
      return isTest(entry.name) ? [path] : []
    })
}

/** Those whose path contains one of the filters; all when there is none. */
export function pick(paths: readonly string[], filters: readonly string[]): string[] {
  const wanted = filters.map((filter) => filter.replace(/^\.\//, ''))
  return paths.filter((path) => wanted.length === 0 || wanted.some((filter) => path.includes(filter)))
}

export const isBrowserTest = (path: string): boolean => path.startsWith('e2e/')

/** Those that leave a browser enough of the machine: no encoder runs in them, and no compiler. */
export const isBesideBrowser = (path: string): boolean => /^(apps|verifier|web)\//.test(path)
