/** What a reader must never have to wonder about. */
import ts from 'typescript'
import { callsOf, findNodes, propertyOf } from '../syntax.ts'
import {
  areaOf,
  isContract,
  isTestCode,
  lineAt,
  type Rule,
  type TidyFile,
  type Tree,
  type Violation,
} from '../tree.ts'

function judge<N extends ts.Node>(
  tree: Tree,
  test: (node: ts.Node) => node is N,
  says: (node: N, file: TidyFile) => string | undefined,
): Violation[] {
  return tree.files.flatMap((file) =>
    findNodes(file, test).flatMap(({ node, line }) => {
      const what = says(node, file)
      return what === undefined ? [] : [{ path: file.path, line, says: what }]
    }),
  )
}

const isLoose = (node: ts.Node): node is ts.Node =>
  node.kind === ts.SyntaxKind.AnyKeyword || ts.isNonNullExpression(node) || ts.isAsExpression(node)

/** The compiler is answered, not silenced. */
export const strictTypes: Rule = {
  name: 'strict-types',
  check: (tree) => [
    ...judge(tree, isLoose, (node) => {
      if (node.kind === ts.SyntaxKind.AnyKeyword)
        return '`any` turns the compiler off: name the type, or use unknown'
      if (ts.isNonNullExpression(node)) return '`!` asserts nothing at run time: use present(value, why)'
      return ts.isAsExpression(node) && ts.isAsExpression(node.expression)
        ? '`as … as …` turns the compiler off: narrow the value instead'
        : undefined
    }),
    ...tree.files.flatMap(({ path, text }) => {
      if (path.startsWith('tools/tidy/')) return []
      // A test may show that something does not compile.
      const marks = isTestCode(path) ? /@ts-(ignore|nocheck)/g : /@ts-(ignore|nocheck|expect-error)/g
      return [...text.matchAll(marks)].map((match) => ({
        path,
        line: lineAt(text, match.index),
        says: `${match[0]} turns the compiler off`,
      }))
    }),
  ],
}

const testCallers = new Set(['test', 'it', 'describe', 'suite', 't'])
const ways = new Set(['only', 'skip', 'todo'])

/** A test runs, always. */
export const everyTestRuns: Rule = {
  name: 'every-test-runs',
  check: (tree) =>
    judge(tree, ts.isCallExpression, ({ expression, arguments: args }, { path }) => {
      if (!/\.test\.(ts|mjs)$/.test(path)) return undefined
      const callee = ts.isPropertyAccessExpression(expression) ? expression.expression : expression
      if (!ts.isIdentifier(callee) || !testCallers.has(callee.text)) return undefined
      const called = ts.isPropertyAccessExpression(expression) ? expression.name.text : ''
      const option = args
        .filter(ts.isObjectLiteralExpression)
        .flatMap((options) => [...ways].filter((way) => propertyOf(options, way) !== undefined))[0]
      const way = ways.has(called) ? called : option
      return way === undefined ? undefined : `a test with "${way}" hides others or itself`
    }),
}

const mayPrint = new Set(['apps', 'tools', 'bench', 'verifier', 'other'])

/** The server speaks through its log, the web app through its pages. */
export const noConsole: Rule = {
  name: 'no-console',
  check: (tree) =>
    judge(tree, ts.isPropertyAccessExpression, ({ expression }, { path }) => {
      if (mayPrint.has(areaOf(path)) || !ts.isIdentifier(expression) || expression.text !== 'console')
        return undefined
      return 'console is for apps, tools and benches: use the log'
    }),
}

const needsAccess = (node: ts.Node): node is ts.CallExpression => callsOf('route')(node)

/** Every route states what each persona may expect of it; the authorisation test is made from that. */
export const routesHaveAccess: Rule = {
  name: 'routes-have-access',
  check: (tree) =>
    judge(tree, needsAccess, (node, { path }) => {
      if (!isContract(path))
        return path.startsWith('modules/') && !isTestCode(path)
          ? 'routes are declared in contract.ts'
          : undefined
      const [spec] = node.arguments
      const hasRow =
        spec !== undefined && ts.isObjectLiteralExpression(spec) && propertyOf(spec, 'access') !== undefined
      return hasRow ? undefined : 'this route has no access row'
    }),
}
