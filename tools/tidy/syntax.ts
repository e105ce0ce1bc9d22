/** Syntax trees of TypeScript, JavaScript and the scripts inside Svelte files, parsed once. */
import ts from 'typescript'
import { lineAt, type TidyFile } from './tree.ts'

interface Parsed {
  readonly source: ts.SourceFile
  /** Lines of the file above this script. */
  readonly linesAbove: number
}

export interface Found<N extends ts.Node = ts.Node> {
  readonly node: N
  readonly line: number
}

const parsedFiles = new WeakMap<TidyFile, readonly Parsed[]>()

/** The scripts of a file; none when it is not code. */
function scriptsOf(file: TidyFile): readonly Parsed[] {
  const known = parsedFiles.get(file)
  if (known) return known
  const scripts = file.path.endsWith('.svelte')
    ? [...file.text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map((match) => {
        const body = match[1] ?? ''
        const start = match.index + match[0].indexOf('>') + 1
        return { source: parse(`${file.path}.ts`, body), linesAbove: lineAt(file.text, start) - 1 }
      })
    : /\.(ts|mjs|js)$/.test(file.path)
      ? [{ source: parse(file.path, file.text), linesAbove: 0 }]
      : []
  parsedFiles.set(file, scripts)
  return scripts
}

const parse = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)

/** Every node of a file for which `test` holds. */
export function findNodes<N extends ts.Node>(file: TidyFile, test: (node: ts.Node) => node is N): Found<N>[] {
  const found: Found<N>[] = []
  for (const { source, linesAbove } of scriptsOf(file)) {
    const visit = (node: ts.Node): void => {
      if (test(node)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
        found.push({ node, line: linesAbove + line + 1 })
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return found
}

/** `name(…)` calls. */
export const callsOf =
  (name: string) =>
  (node: ts.Node): node is ts.CallExpression =>
    ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name

/** The object literal's property of that name, written out or in short form. */
export function propertyOf(
  object: ts.ObjectLiteralExpression,
  name: string,
): ts.ObjectLiteralElementLike | undefined {
  return object.properties.find((property) => property.name !== undefined && nameText(property.name) === name)
}

export function nameText(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined
}
