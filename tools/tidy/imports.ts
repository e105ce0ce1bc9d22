/** Which file imports what, with every path resolved to a file of the repository or a package. */
import { posix } from 'node:path'
import ts from 'typescript'
import { findNodes } from './syntax.ts'
import { areaOf, type TidyFile, type Tree } from './tree.ts'

export interface Import {
  readonly path: string
  readonly line: number
  /** As written. */
  readonly specifier: string
  /** Gone at run time. `import { type A }` is not: it still loads the file. */
  readonly isTypeOnly: boolean
  /** Names taken, before renaming; none for a whole-module or dynamic import. */
  readonly names: readonly string[]
  /** The file imported, when it is one of ours. */
  readonly target?: string
  /** The package imported (`@scope/name` or `name`), or a Node builtin as `node:fs`. */
  readonly packageName?: string
}

type ImportLike = ts.ImportDeclaration | ts.ExportDeclaration | ts.CallExpression | ts.ImportTypeNode

const isImportLike = (node: ts.Node): node is ImportLike =>
  ts.isImportDeclaration(node) ||
  (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) ||
  (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) ||
  ts.isImportTypeNode(node)

const cache = new WeakMap<Tree, readonly Import[]>()

export function importsOf(tree: Tree): readonly Import[] {
  const known = cache.get(tree)
  if (known) return known
  const paths = new Set(tree.files.map((file) => file.path))
  const aliases = webAliases(tree)
  const imports = tree.files.flatMap((file) => importsOfFile(file, paths, aliases))
  cache.set(tree, imports)
  return imports
}

function importsOfFile(file: TidyFile, paths: ReadonlySet<string>, aliases: Aliases): Import[] {
  return findNodes(file, isImportLike).flatMap(({ node, line }): Import[] => {
    const specifier = specifierOf(node)
    if (specifier === undefined) return []
    const base = { path: file.path, line, specifier, isTypeOnly: isTypeOnly(node), names: namesOf(node) }
    const local = localPath(file.path, specifier, aliases)
    if (local === undefined) return [{ ...base, packageName: packageOf(specifier) }]
    return [{ ...base, target: existing(local, paths) }]
  })
}

function specifierOf(node: ImportLike): string | undefined {
  const literal = ts.isCallExpression(node)
    ? node.arguments[0]
    : ts.isImportTypeNode(node)
      ? ts.isLiteralTypeNode(node.argument)
        ? node.argument.literal
        : undefined
      : node.moduleSpecifier
  return literal && ts.isStringLiteralLike(literal) ? literal.text : undefined
}

function isTypeOnly(node: ImportLike): boolean {
  if (ts.isImportTypeNode(node)) return true
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
  return ts.isExportDeclaration(node) && node.isTypeOnly
}

function namesOf(node: ImportLike): string[] {
  const bindings = ts.isImportDeclaration(node)
    ? node.importClause?.namedBindings
    : ts.isExportDeclaration(node)
      ? node.exportClause
      : undefined
  if (!bindings || ts.isNamespaceImport(bindings) || ts.isNamespaceExport(bindings)) return []
  return bindings.elements.map((element) => (element.propertyName ?? element.name).text)
}

/** Prefix of a specifier in web/ → prefix of a path. */
type Aliases = ReadonlyMap<string, string>

/** The subpath imports of web/package.json (`"#ui/*": "./src/ui/*"`) and SvelteKit's own `$lib`. */
function webAliases(tree: Tree): Aliases {
  const aliases = new Map([['$lib/', 'web/src/lib/']])
  const manifest = tree.files.find(({ path }) => path === 'web/package.json')?.text ?? '{}'
  for (const [, from = '', to = ''] of manifest.matchAll(/"(#[^"*]+)\*":\s*"\.\/([^"*]+)\*"/g))
    aliases.set(from, `web/${to}`)
  return aliases
}

/** The repository path that a specifier means, or nothing for a package. */
function localPath(from: string, specifier: string, aliases: Aliases): string | undefined {
  const bare = specifier.split('?')[0] ?? specifier
  if (bare.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), bare))
  if (areaOf(from) !== 'web') return undefined
  for (const [prefix, folder] of aliases)
    if (bare.startsWith(prefix)) return folder + bare.slice(prefix.length)
  if (bare === '@platform/contract') return 'platform/contract.ts'
  const contract = /^@contract\/([^/]+)$/.exec(bare)?.[1]
  return contract === undefined ? undefined : `modules/${contract}/contract.ts`
}

const endings = ['', '.ts', '.svelte', '.svelte.ts', '.js', '/index.ts', '/index.js']

const existing = (path: string, paths: ReadonlySet<string>): string =>
  endings.map((ending) => path + ending).find((candidate) => paths.has(candidate)) ?? path

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:') || specifier.startsWith('$')) return specifier
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
