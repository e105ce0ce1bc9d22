import ts from 'typescript'
import { callsOf, findNodes, nameText, propertyOf } from '../syntax.ts'
import { isTestCode, type Rule, type TidyFile, type Tree, type Violation } from '../tree.ts'

const readers = /^(platform\/config\/|apps\/bootstrap(\.mjs|\/))/

type EnvNode =
  | ts.PropertyAccessExpression
  | ts.ElementAccessExpression
  | ts.VariableDeclaration
  | ts.ImportDeclaration

const isProcess = (node: ts.Node | undefined): boolean =>
  node !== undefined && ts.isIdentifier(node) && node.text === 'process'

/** `process.env`, `process['env']`, `const { env } = process`, `import { env } from 'node:process'` */
function readsEnvironment(node: ts.Node): node is EnvNode {
  if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env'
  if (ts.isElementAccessExpression(node))
    return (
      isProcess(node.expression) &&
      ts.isStringLiteralLike(node.argumentExpression) &&
      node.argumentExpression.text === 'env'
    )
  if (ts.isVariableDeclaration(node))
    return (
      isProcess(node.initializer) &&
      ts.isObjectBindingPattern(node.name) &&
      node.name.elements.some(({ propertyName, name }) => (propertyName ?? name).getText() === 'env')
    )
  return (
    ts.isImportDeclaration(node) &&
    ts.isStringLiteralLike(node.moduleSpecifier) &&
    /^(node:)?process$/.test(node.moduleSpecifier.text)
  )
}

/** The environment is read once, in platform/config, where every fault in it is told at once. */
export const environmentReadOnce: Rule = {
  name: 'environment-read-once',
  check: (tree) =>
    tree.files.flatMap((file) => {
      if (readers.test(file.path) || isTestCode(file.path)) return []
      return findNodes(file, readsEnvironment).map(({ line }) => ({
        path: file.path,
        line,
        says: 'only platform/config reads the environment: declare a section and take its values',
      }))
    }),
}

const example = 'deploy/.env.example'

/** Whoever runs a stage finds every variable, and none that does nothing, in deploy/.env.example. */
export const everyVariableIsListed: Rule = {
  name: 'every-variable-is-listed',
  check(tree) {
    const declared = declaredVariables(tree)
    const listed = listedVariables(tree)
    const unlisted = declared
      .filter(({ name }) => !listed.has(name))
      .map(({ name, path, line }): Violation => ({ path, line, says: `${name} is not in ${example}` }))
    const names = new Set(declared.map(({ name }) => name))
    const stale = [...listed]
      .filter(([name]) => !names.has(name))
      .map(([name, line]): Violation => ({ path: example, line, says: `no section declares ${name}` }))
    return [...unlisted, ...stale]
  },
}

interface Variable {
  readonly name: string
  readonly path: string
  readonly line: number
}

function declaredVariables(tree: Tree): Variable[] {
  return tree.files
    .filter(({ path }) => /^(platform|modules|apps)\//.test(path) && !isTestCode(path))
    .flatMap((file) =>
      findNodes(file, callsOf('section')).flatMap(({ node, line }) => variablesOf(file, node, line)),
    )
}

function variablesOf(file: TidyFile, call: ts.CallExpression, line: number): Variable[] {
  const [name, fields] = call.arguments
  if (!name || !fields || !ts.isStringLiteralLike(name) || !ts.isObjectLiteralExpression(fields)) return []
  return fields.properties.flatMap((property) => {
    if (!ts.isPropertyAssignment(property)) return []
    const fixed = fixedName(property.initializer)
    return [{ name: fixed ?? `PANGGUNG_${name.text}_${nameText(property.name)}`, path: file.path, line }]
  })
}

/** The few names that others rely on are given as `env`. */
function fixedName(field: ts.Expression): string | undefined {
  const options = ts.isCallExpression(field) ? field.arguments[0] : undefined
  if (!options || !ts.isObjectLiteralExpression(options)) return undefined
  const env = propertyOf(options, 'env')
  return env && ts.isPropertyAssignment(env) && ts.isStringLiteralLike(env.initializer)
    ? env.initializer.text
    : undefined
}

function listedVariables(tree: Tree): Map<string, number> {
  const text = tree.files.find(({ path }) => path === example)?.text ?? ''
  const listed = new Map<string, number>()
  text.split('\n').forEach((line, at) => {
    const name = /^#?\s*([A-Z][A-Z0-9_]*)=/.exec(line)?.[1]
    if (name !== undefined) listed.set(name, at + 1)
  })
  return listed
}
