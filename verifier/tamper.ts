// SPDX-License-Identifier: Apache-2.0
// Test-only: changes one place of a statement or period document, and signs again as a cheating instance would.
import { hashOf, type Json, type Sealed, seal } from './generate.ts'

type Members = { [name: string]: Json }
export const isMembers = (value: Json | undefined): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A copy of a file that a test changes by dotted path (`body.days.0.rows.1.micro`). */
export class Draft {
  readonly root: Json
  constructor(file: Sealed) {
    this.root = JSON.parse(JSON.stringify(file)) // not structuredClone, which keeps shared parts shared
  }
  get(path: string): Json {
    let value: Json | undefined = this.root
    for (const name of path.split('.')) {
      if (Array.isArray(value)) value = value[Number(name)]
      else value = isMembers(value) ? value[name] : undefined
      if (value === undefined) throw new Error(`the test names ${path}, which is not in the file`)
    }
    return value
  }
  members(path: string): Members {
    const value = path ? this.get(path) : this.root
    if (!isMembers(value)) throw new Error(`${path} is not an object`)
    return value
  }
  list(path: string): Json[] {
    const value = this.get(path)
    if (!Array.isArray(value)) throw new Error(`${path} is not a list`)
    return value
  }
  text(path: string): string {
    return String(this.get(path))
  }
  set(path: string, value: Json) {
    const cut = path.lastIndexOf('.')
    const [owner, name] = [path.slice(0, Math.max(cut, 0)), path.slice(cut + 1)]
    const container = owner ? this.get(owner) : this.root
    if (Array.isArray(container)) container[Number(name)] = value
    else this.members(owner)[name] = value
  }
  plus(path: string, by: bigint) {
    this.set(path, `${BigInt(this.text(path)) + by}`)
  }
  /** Another last hexadecimal digit. */
  flip(path: string) {
    const text = this.text(path)
    this.set(path, text.slice(0, -1) + (text.endsWith('0') ? '1' : '0'))
  }
  swap(path: string, i: number, j: number) {
    const list = this.list(path)
    const [a, b] = [list[i], list[j]]
    if (a === undefined || b === undefined) throw new Error(`${path} is too short`)
    list[i] = b
    list[j] = a
  }
  /** As the file stands, signatures and all. */
  json(): string {
    return JSON.stringify(this.root)
  }
  /** With the hash of the scheme made to fit. */
  rehash() {
    const doc = isMembers(this.members('body').document) ? 'body.document.body' : 'body'
    const version = this.text('format').slice(-1)
    this.set(`${doc}.schemeHash`, hashOf(`panggung/scheme/${version}`, this.get(`${doc}.scheme`)))
  }
  /** Signed again, inside and outside, wherever that is still possible. */
  signed(): string {
    const root: Json = JSON.parse(JSON.stringify(this.root))
    const again = (value: Json | undefined): Json => {
      if (!isMembers(value) || !isMembers(value.body) || typeof value.format !== 'string')
        return value ?? null
      if (value.signature === undefined) return value
      const { body, format, key } = value
      if (body.document !== undefined) body.document = again(body.document)
      if (Array.isArray(body.rotations)) body.rotations = body.rotations.map(again)
      return { ...value, signature: seal(format, body, typeof key === 'string' ? key : undefined).signature }
    }
    return JSON.stringify(again(root))
  }
}

export type Mutation = { path: string; kind: string; apply: (draft: Draft) => void }
/** Every way in which one single place of a file is changed: values, missing, added and repeated members. */
export function mutations(file: Sealed): Mutation[] {
  const found: Mutation[] = []
  const visit = (value: Json, path: string) => {
    const change = (kind: string, apply: (draft: Draft) => void) => found.push({ path, kind, apply })
    const to = (kind: string, other: Json) => change(kind, (draft) => draft.set(path, other))
    if (value === null) {
      to('filled', '0199c0de-2222-8000-8000-00000000ffff')
      to('number', '0')
    } else if (typeof value === 'string') {
      to('nulled', null)
      to('longer', `${value}0`)
      if (/^[0-9a-f-]{32,}$/.test(value)) change('flipped', (draft) => draft.flip(path))
      else if (/^\d+$/.test(value)) {
        to('more', `${BigInt(value) + 1n}`)
        if (value !== '0') to('less', `${BigInt(value) - 1n}`)
      } else if (/\d/.test(value))
        to(
          'other',
          value.replace(/\d(?=\D*$)/, (digit) => `${(Number(digit) + 1) % 10}`),
        )
      else to('other', `x${value}`)
    } else if (Array.isArray(value)) {
      if (value.length > 0) to('shorter', value.slice(0, -1))
      if (value.length > 1) to('emptied', [])
      const last = value.at(-1)
      if (last !== undefined) to('repeated', [...value, structuredClone(last)])
      if (value.length > 1) change('swapped', (draft) => draft.swap(path, 0, 1))
      for (const [i, item] of value.entries()) visit(item, `${path}.${i}`)
    } else {
      change('extra', (draft) => {
        draft.members(path).extra = '1'
      })
      for (const [name, inner] of Object.entries(value)) {
        change(`without ${name}`, (draft) => {
          delete draft.members(path)[name]
        })
        visit(inner, path ? `${path}.${name}` : name)
      }
    }
  }
  visit({ ...file }, '')
  return found
}
