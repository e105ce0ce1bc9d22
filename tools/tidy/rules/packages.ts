import { importsOf } from '../imports.ts'
import { areaOf, isTestCode, lineAt, type Rule, type TidyFile, type Tree, type Violation } from '../tree.ts'

const exact = /^\d+\.\d+\.\d+(-[\w.-]+)?$/

interface Manifest {
  readonly dependencies: ReadonlyMap<string, string>
  readonly devDependencies: ReadonlyMap<string, string>
}

const manifestPaths = ['package.json', 'web/package.json', 'verifier/package.json']

/** One version of everything, on every machine, until somebody decides otherwise. */
export const exactPins: Rule = {
  name: 'exact-pins',
  check: (tree) => [
    ...manifests(tree).flatMap(([file, { dependencies, devDependencies }]) =>
      [...dependencies, ...devDependencies].flatMap(([name, version]): Violation[] =>
        exact.test(version)
          ? []
          : [{ path: file.path, line: lineOf(file, `"${name}"`), says: `${name} is not pinned: ${version}` }],
      ),
    ),
    ...foreignSources(tree),
  ],
}

/** The lockfile must not send anybody to a private registry. */
function foreignSources(tree: Tree): Violation[] {
  const lock = tree.files.find(({ path }) => path === 'package-lock.json')
  if (!lock) return []
  return [...lock.text.matchAll(/"resolved": "(https?:[^"]*)"/g)]
    .filter(([, url = '']) => !url.startsWith('https://registry.npmjs.org/'))
    .map(({ 1: url = '', index }) => ({
      path: lock.path,
      line: lineAt(lock.text, index),
      says: `${url} is not the public registry`,
    }))
}

/** What is imported is named in the manifest of its own part; what runs in production is no devDependency. */
export const declaredPackages: Rule = {
  name: 'declared-packages',
  check(tree) {
    const [root, web] = ['package.json', 'web/package.json'].map((path) => manifestAt(tree, path))
    return importsOf(tree).flatMap(({ path, line, packageName, isTypeOnly }): Violation[] => {
      if (packageName === undefined || /^(node:|\$|virtual:)/.test(packageName)) return []
      const area = areaOf(path)
      if (area === 'verifier' && !isTestCode(path)) return []
      const isWeb = area === 'web'
      const manifest = isWeb ? web : root
      const mayUseDev = isWeb || isTestCode(path) || isTypeOnly || area === 'other'
      if (manifest?.dependencies.has(packageName)) return []
      if (isTestCode(path) && root?.dependencies.has(packageName)) return []
      if (mayUseDev && (manifest?.devDependencies.has(packageName) || root?.devDependencies.has(packageName)))
        return []
      return [
        {
          path,
          line,
          says: `${packageName} is not among the dependencies in ${isWeb ? 'web/' : ''}package.json`,
        },
      ]
    })
  },
}

function manifests(tree: Tree): [TidyFile, Manifest][] {
  return manifestPaths.flatMap((path): [TidyFile, Manifest][] => {
    const file = tree.files.find((one) => one.path === path)
    return file ? [[file, readManifest(file.text)]] : []
  })
}

const manifestAt = (tree: Tree, path: string): Manifest | undefined =>
  manifests(tree).find(([file]) => file.path === path)?.[1]

function readManifest(text: string): Manifest {
  const json: unknown = JSON.parse(text)
  return { dependencies: entries(json, 'dependencies'), devDependencies: entries(json, 'devDependencies') }
}

function entries(json: unknown, key: string): Map<string, string> {
  if (typeof json !== 'object' || json === null) return new Map()
  const part: unknown = Reflect.get(json, key)
  if (typeof part !== 'object' || part === null) return new Map()
  return new Map(Object.entries(part).map(([name, version]) => [name, String(version)]))
}

const lineOf = (file: TidyFile, text: string): number =>
  lineAt(file.text, Math.max(0, file.text.indexOf(text)))
