import ts from 'typescript'
import { importsOf } from '../imports.ts'
import { findNodes } from '../syntax.ts'
import { isStore, isTestCode, lineAt, moduleOf, type Rule, type TidyFile, type Violation } from '../tree.ts'

const drivers = new Set(['kysely', 'pg', 'pg-copy-streams', 'pg-boss'])

/** Statements are written in stores; the drivers are touched by platform/ alone. */
export const sqlInStores: Rule = {
  name: 'sql-in-stores',
  check: (tree) =>
    importsOf(tree)
      .flatMap(({ path, line, target, packageName, names, isTypeOnly }) => {
        if (isTypeOnly || path.startsWith('platform/') || isTestCode(path)) return []
        if (packageName !== undefined && drivers.has(packageName))
          return [{ path, line, says: `${packageName} belongs to platform/` }]
        if (!target?.startsWith('platform/db') || !names.includes('sql') || isStore(path)) return []
        return [{ path, line, says: "SQL belongs in the module's store.ts" }]
      })
      .concat(tree.files.flatMap(textStatements)),
}

/** `db.execute('select …')` and `db.copy('schema.table …')` carry SQL without the tag. */
function textStatements(file: TidyFile): Violation[] {
  if (file.path.startsWith('platform/') || isTestCode(file.path) || isStore(file.path)) return []
  return findNodes(file, ts.isCallExpression).flatMap(({ node, line }): Violation[] => {
    const [text] = node.arguments
    if (!text || !ts.isPropertyAccessExpression(node.expression)) return []
    const isText = ts.isStringLiteralLike(text) || ts.isTemplateExpression(text)
    return isText && ['execute', 'copy'].includes(node.expression.name.text)
      ? [{ path: file.path, line, says: "SQL belongs in the module's store.ts" }]
      : []
  })
}

/** A module's statements and migrations touch its own schema. Ids cross, rows do not. */
export const ownSchema: Rule = {
  name: 'own-schema',
  check: (tree) =>
    tree.files.flatMap((file) => {
      const own = moduleOf(file.path)
      if (own === undefined) return []
      const others = tree.order.filter((name) => name !== own)
      const foreign = new RegExp(`(?<![\\w.'"])"?(${others.join('|')})"?\\s*\\.\\s*["\\w]`, 'gi')
      return statementsOf(file).flatMap(({ sql, line }): Violation[] =>
        [...sql.matchAll(foreign)].map((match) => ({
          path: file.path,
          line: line + lineAt(sql, match.index) - 1,
          says: `${own} reaches into schema ${match[1]}: ask that module instead`,
        })),
      )
    }),
}

interface Statement {
  readonly sql: string
  readonly line: number
}

function statementsOf(file: TidyFile): Statement[] {
  if (/\/migrations\/[^/]+\.sql$/.test(file.path)) return [{ sql: withoutComments(file.text), line: 1 }]
  if (!isStore(file.path)) return []
  const tagged = findNodes(file, ts.isTaggedTemplateExpression).map(({ node, line }) => ({
    sql: withoutComments(templateText(node.template)),
    line,
  }))
  // COPY names its table in a plain string, as the first argument.
  const copied = findNodes(file, ts.isCallExpression).flatMap(({ node, line }) => {
    const [target] = node.arguments
    const isCopy = ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'copy'
    return isCopy && target && ts.isStringLiteralLike(target) ? [{ sql: target.text, line }] : []
  })
  return [...tagged, ...copied]
}

const templateText = (template: ts.TemplateLiteral): string =>
  ts.isNoSubstitutionTemplateLiteral(template)
    ? template.text
    : template.head.text + template.templateSpans.map((span) => `?${span.literal.text}`).join('')

/** Comments and quoted text blanked out, lines kept. */
const withoutComments = (sql: string): string =>
  sql.replace(/--[^\n]*|'(?:[^']|'')*'/g, (part) => part.replace(/[^\n]/g, ' '))
