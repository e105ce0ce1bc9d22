import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { exampleLineOf, skeletonOf } from './skeleton.ts'

export type Added =
  | { readonly ok: true; readonly paths: string[] }
  | { readonly ok: false; readonly why: string }

/** Writes the module's files below `root`, its line at the end of modules/ORDER and its setting in
 *  deploy/.env.example. Changes nothing when the name is not fit or taken. */
export function addModule(root: string, name: string | undefined): Added {
  if (name === undefined || !/^[a-z]{3,30}$/.test(name))
    return {
      ok: false,
      why: 'Name the module by one noun of the product, in small letters: node tools/new-module.ts gifts',
    }
  const orderFile = join(root, 'modules', 'ORDER')
  const order = readFileSync(orderFile, 'utf8').split('\n').filter(Boolean)
  if (order.includes(name) || existsSync(join(root, 'modules', name)))
    return { ok: false, why: `modules/${name} is there already; nothing was changed.` }

  const files = skeletonOf(name)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text, { flag: 'wx' })
  }
  writeFileSync(orderFile, `${[...order, name].join('\n')}\n`)
  const example = join(root, 'deploy', '.env.example')
  if (existsSync(example)) appendFileSync(example, exampleLineOf(name))
  return { ok: true, paths: Object.keys(files) }
}
