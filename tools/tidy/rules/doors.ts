/** Who may know whom. */
import { type Import, importsOf } from '../imports.ts'
import {
  type Area,
  areaOf,
  isContract,
  isTestCode,
  moduleOf,
  type Rule,
  type Tree,
  type Violation,
} from '../tree.ts'

const anywhere: readonly Area[] = [
  'platform',
  'modules',
  'apps',
  'verifier',
  'web',
  'tools',
  'bench',
  'e2e',
  'other',
]

const mayImport: Readonly<Record<Area, readonly Area[]>> = {
  platform: ['platform'],
  modules: ['platform', 'modules'],
  apps: ['platform', 'modules', 'apps'],
  verifier: ['verifier'],
  // Of modules and platform the web app may see the contracts alone: see `web-sees-contracts`.
  web: ['web', 'verifier', 'modules', 'platform'],
  tools: anywhere,
  bench: anywhere,
  e2e: anywhere,
  other: anywhere,
}

function judge(tree: Tree, says: (one: Import) => string | undefined): Violation[] {
  return importsOf(tree).flatMap((one) => {
    const what = says(one)
    return what === undefined ? [] : [{ path: one.path, line: one.line, says: what }]
  })
}

/** The floor knows no product, the product knows no process, the verifier knows nobody. */
export const directions: Rule = {
  name: 'directions',
  check: (tree) =>
    judge(tree, ({ path, target }) => {
      if (target === undefined) return undefined
      const from = areaOf(path)
      const to = areaOf(target)
      if (mayImport[from].includes(to)) return undefined
      // The server's tests hold the verifier against what the server writes.
      if (to === 'verifier' && isTestCode(path)) return undefined
      // The lists of packages belong to everybody.
      if (to === 'other' && target.endsWith('.json')) return undefined
      return `${from}/ may not import ${target}`
    }),
}

export const moduleOrder: Rule = {
  name: 'module-order',
  check(tree) {
    const place = (name: string): number => tree.order.indexOf(name)
    const folders = new Set(tree.files.flatMap(({ path }) => moduleOf(path) ?? []))
    const unlisted = [...folders]
      .filter((name) => place(name) === -1)
      .map((name) => ({ path: 'modules/ORDER', line: 1, says: `modules/${name} has no line here` }))
    const absent = tree.order
      .filter((name) => !folders.has(name))
      .map((name) => ({ path: 'modules/ORDER', line: place(name) + 1, says: `there is no modules/${name}` }))
    const upward = judge(tree, ({ path, target }) => {
      const from = moduleOf(path)
      const to = target === undefined ? undefined : moduleOf(target)
      if (from === undefined || to === undefined || from === to || place(to) < place(from)) return undefined
      return `${from} may not know ${to}, which modules/ORDER names after it`
    })
    return [...unlisted, ...absent, ...upward]
  },
}

/** A module is entered by index.ts and contract.ts; from a contract by contract.ts alone; from a test by testing.ts
 *  too. */
export const frontDoors: Rule = {
  name: 'front-doors',
  check: (tree) =>
    judge(tree, ({ path, target }) => {
      if (target === undefined) return undefined
      const from = areaOf(path)
      if (from !== 'modules' && from !== 'apps') return undefined
      if (areaOf(target) === 'platform') return platformDoor(path, target)
      const to = moduleOf(target)
      // apps/ wires modules together and may reach every part of them, but their statements are their own.
      if (from === 'apps')
        return to !== undefined && /\/store\b/.test(target) ? `${target} is not for apps/` : undefined
      if (to === undefined || to === moduleOf(path)) return undefined
      const doors = isContract(path) ? [] : [`modules/${to}/index.ts`]
      doors.push(`modules/${to}/contract.ts`)
      if (isTestCode(path)) doors.push(`modules/${to}/testing.ts`)
      return doors.includes(target) ? undefined : `enter by ${doors.join(' or ')}, not ${target}`
    }),
}

function platformDoor(path: string, target: string): string | undefined {
  if (/^platform\/testing\b/.test(target) && !isTestCode(path)) return 'platform/testing is for tests'
  return /^platform\/([^/]+\.ts|[^/]+\/index\.ts)$/.test(target)
    ? undefined
    : `enter by ${target.split('/').slice(0, 2).join('/')}/index.ts, not ${target}`
}

/** A contract runs in the browser: zod, platform/contract.ts and other contracts are all it may load. */
export const contractsAreBrowserSafe: Rule = {
  name: 'contracts-are-browser-safe',
  check: (tree) =>
    judge(tree, ({ path, target, packageName }) => {
      if (!isContract(path) && path !== 'platform/contract.ts') return undefined
      if (packageName === 'zod') return undefined
      if (target !== undefined && (target === 'platform/contract.ts' || isContract(target))) return undefined
      return `a contract may not import ${target ?? packageName}`
    }),
}

/** The web app takes types from contracts: their schemas would cost the first page more than they give. */
export const webSeesContracts: Rule = {
  name: 'web-sees-contracts',
  check: (tree) =>
    judge(tree, ({ path, target, isTypeOnly }) => {
      if (areaOf(path) !== 'web' || target === undefined) return undefined
      const to = areaOf(target)
      if (to !== 'modules' && to !== 'platform') return undefined
      if (!isContract(target) && target !== 'platform/contract.ts') return `web/ may not see ${target}`
      return isTypeOnly ? undefined : `take types only: import type … from '${target}'`
    }),
}

/** The verifier must run for a stranger with nothing installed. */
export const verifierAlone: Rule = {
  name: 'verifier-alone',
  check: (tree) =>
    judge(tree, ({ path, packageName }) => {
      if (areaOf(path) !== 'verifier' || isTestCode(path) || packageName === undefined) return undefined
      return packageName.startsWith('node:') ? undefined : `the verifier may not need ${packageName}`
    }),
}
