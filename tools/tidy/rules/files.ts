import { lineAt, type Rule, type Tree, type Violation } from '../tree.ts'

const isCode = (path: string): boolean => /\.(ts|mjs|js|svelte|css)$/.test(path)
const lines = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)

export const sizes: Rule = {
  name: 'sizes',
  check: (tree) =>
    tree.files.flatMap(({ path, text }) => {
      if (!isCode(path)) return []
      const limit = /\.test\.(ts|mjs)$|\/tests\//.test(path) ? 800 : 500
      const count = lines(text)
      return count > limit ? [{ path, line: limit, says: `${count} lines; the limit is ${limit}` }] : []
    }),
}

const emptyWords = new Set([
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'manager',
  'service',
  'types',
  'misc',
])

/** A name says what is inside. */
export const names: Rule = {
  name: 'names',
  check: (tree) =>
    tree.files.flatMap(({ path }) => {
      if (!isCode(path) && !path.endsWith('.sql')) return []
      const parts = path.split('/').map((part) => part.replace(/(?<=.)\..*$/, ''))
      const empty = parts.find((part) => emptyWords.has(part))
      if (empty !== undefined)
        return [{ path, line: 1, says: `"${empty}" says nothing: name the verb or the noun` }]
      const file = parts.at(-1) ?? ''
      const isKebab = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(file)
      return isKebab || path.startsWith('web/') || path.endsWith('.sql')
        ? []
        : [{ path, line: 1, says: 'file names are kebab-case' }]
    }),
}

/** Forward only, numbered once, and each says why at its top. */
export const migrations: Rule = {
  name: 'migrations',
  check(tree) {
    const taken = new Map<string, string>()
    return tree.files.flatMap(({ path, text }) => {
      const place = /^(modules\/[^/]+\/migrations)\/(.*)$/.exec(path)
      if (!place) return []
      const [, folder = '', file = ''] = place
      const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1]
      if (number === undefined) return [{ path, line: 1, says: 'migrations are named NNNN_what.sql' }]
      const key = `${folder}/${number}`
      const other = taken.get(key)
      taken.set(key, file)
      if (other !== undefined) return [{ path, line: 1, says: `${number} is taken by ${other}` }]
      return text.startsWith('--')
        ? []
        : [{ path, line: 1, says: 'a migration begins with a comment that says why' }]
    })
  },
}

const machinePath = /(?<![\w.:/-])\/(home|root|Users|work|workspace|mnt|private)\/[\w.-]+/g

/** A path that exists on one machine only. */
export const noMachinePaths: Rule = {
  name: 'no-machine-paths',
  check: (tree) => search(tree, machinePath, (match) => `${match} exists on one machine only`),
}

const unfinished = /\b(TODO|FIXME|XXX|HACK)\b/g

export const nothingUnfinished: Rule = {
  name: 'nothing-unfinished',
  check: (tree) => search(tree, unfinished, (match) => `${match}: do it, or write an issue`),
}

/** Every match of a pattern in any file but tidy's own, which must name what it looks for. */
function search(tree: Tree, pattern: RegExp, says: (match: string) => string): Violation[] {
  return tree.files.flatMap(({ path, text }) => {
    if (path.startsWith('tools/tidy/') || path === 'package-lock.json') return []
    return [...text.matchAll(pattern)].map((match) => ({
      path,
      line: lineAt(text, match.index),
      says: says(match[0]),
    }))
  })
}
