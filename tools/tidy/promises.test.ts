import assert from 'node:assert/strict'
import { dirname, relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { floatingPromises } from './promises.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A program of one made-up file, with the standard library. */
function programOf(text: string): ts.Program {
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, strict: true, types: [] }
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile
  host.getSourceFile = (path, ...rest) =>
    path === '/sample.ts'
      ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)
      : read(path, ...rest)
  return ts.createProgram(['/sample.ts'], options, host)
}

const head = `declare function save(): Promise<number>; declare function maybe(): Promise<void> | undefined
declare const ok: boolean; declare function test(f: () => Promise<void>): Promise<void>\n`

/** The statements, one a line below the head, in which a promise floats. */
function floatingAmong(statements: readonly string[]): string[] {
  const found = floatingPromises(programOf(head + statements.join('\n')), (path) => path === '/sample.ts')
  return found.map(({ line }) => statements[line - 3] ?? `line ${line}`)
}

test('a promise that is dropped is found, also behind a condition', () => {
  const dropped = [
    'save();',
    'ok && save();',
    'ok ? save() : 1;',
    'maybe();',
    'save().then(String);',
    'save().finally(String);',
  ]
  assert.deepEqual(floatingAmong(dropped), dropped)
})

test('one that is awaited, kept, caught or given up is not', () => {
  const fine = [
    'const a = save();',
    'void save();',
    'save().catch(String);',
    'save().then(String, String);',
    'save().catch(String).finally(String);',
    'test(async () => { await save() });',
  ]
  assert.deepEqual(floatingAmong(fine), [])
})

test('every promise of the repository is waited for', () => {
  const config = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
  const { fileNames, options } = ts.parseJsonConfigFileContent(
    config.config,
    ts.sys,
    dirname(`${root}tsconfig.json`),
  )
  const isOurs = (path: string) => path.startsWith(root) && !path.includes('/node_modules/')
  const found = floatingPromises(ts.createProgram(fileNames, options), isOurs)
  const told = found.map(({ path, line, says }) => `${relative(root, path)}:${line} ${says}`)
  assert.equal(told.length, 0, `\n${told.join('\n')}`)
})
