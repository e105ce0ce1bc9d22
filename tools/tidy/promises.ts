/** A promise that nobody waits for fails unseen, and "acknowledged" then means nothing. This rule needs types, so it
 *  runs on the compiler's program instead of on texts. */
import ts from 'typescript'
import type { Violation } from './tree.ts'

/** node:test waits for the tests it is given. */
const awaitedByOthers = new Set([
  'test',
  'it',
  'describe',
  'suite',
  'before',
  'after',
  'beforeEach',
  'afterEach',
])

/** Statements whose value is a promise that is neither awaited, returned, kept, caught nor given up by `void`. */
export function floatingPromises(program: ts.Program, isOurs: (path: string) => boolean): Violation[] {
  const checker = program.getTypeChecker()
  const found: Violation[] = []
  for (const source of program.getSourceFiles()) {
    if (source.isDeclarationFile || !isOurs(source.fileName)) continue
    const visit = (node: ts.Node): void => {
      if (ts.isExpressionStatement(node) && floats(checker, node.expression)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
        found.push({ path: source.fileName, line: line + 1, says: 'nobody waits for this promise' })
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return found
}

function floats(checker: ts.TypeChecker, expression: ts.Expression): boolean {
  if (ts.isBinaryExpression(expression)) {
    const kind = expression.operatorToken.kind
    const isShortCircuit =
      kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      kind === ts.SyntaxKind.BarBarToken ||
      kind === ts.SyntaxKind.QuestionQuestionToken
    return isShortCircuit && floats(checker, expression.right)
  }
  if (ts.isParenthesizedExpression(expression)) return floats(checker, expression.expression)
  if (ts.isConditionalExpression(expression))
    return floats(checker, expression.whenTrue) || floats(checker, expression.whenFalse)
  if (!ts.isCallExpression(expression)) return false
  if (ts.isIdentifier(expression.expression) && awaitedByOthers.has(expression.expression.text)) return false
  return isPromise(checker, expression) && !isHandled(checker, expression)
}

const isPromise = (checker: ts.TypeChecker, node: ts.Expression): boolean =>
  unionParts(checker.getTypeAtLocation(node)).some((type) => {
    const name = type.getSymbol()?.getName()
    return name === 'Promise' || name === 'PromiseLike'
  })

const unionParts = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type])

/** `….catch(f)`, `….then(f, g)`, `….catch(f).finally(g)` */
function isHandled(checker: ts.TypeChecker, call: ts.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(call.expression)) return false
  const { name, expression: inner } = call.expression
  if (name.text === 'catch') return call.arguments.length > 0
  if (name.text === 'then' && call.arguments.length > 1) return true
  if (name.text !== 'finally' && name.text !== 'then') return false
  return (
    ts.isCallExpression(inner) &&
    isPromise(checker, inner) &&
    name.text === 'finally' &&
    isHandled(checker, inner)
  )
}
