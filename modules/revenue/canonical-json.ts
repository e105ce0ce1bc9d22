import { assert } from '../../platform/errors.ts'

/** What a published document may hold. Numbers are left out on purpose: every quantity is a decimal string,
 *  so that no reader in any language can lose a digit, and the hard part of RFC 8785 (printing doubles)
 *  never arises. */
export type Canonical =
  | string
  | boolean
  | null
  | readonly Canonical[]
  | { readonly [key: string]: Canonical | undefined }

/** JSON Canonicalization Scheme, RFC 8785, of a value without numbers: members ordered by the UTF-16 code
 *  units of their names, no white space, strings escaped as ECMAScript's JSON.stringify does.
 *  A member that is undefined is left out. */
export function canonicalJson(value: Canonical): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') {
    assert(value.isWellFormed(), 'a lone surrogate has no UTF-8 form')
    return JSON.stringify(value)
  }
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members: string[] = []
  for (const key of Object.keys(value).sort(byCodeUnits)) {
    const member = value[key]
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`)
  }
  return `{${members.join(',')}}`
}

function isList(value: Canonical): value is readonly Canonical[] {
  return Array.isArray(value)
}

const byCodeUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
