/** Fields about people are encrypted one by one: AES-256-GCM, a key of its own for each kind of field, derived from the
 *  secret that the key id names. A new secret becomes the current one; old ones go on opening what they closed until
 *  everything has been encrypted again. The account and the kind are bound in: a value that is moved to another row or
 *  column does not open. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { assert, present } from '../../platform/errors.ts'

export interface FieldKeys {
  /** The id of the secret that new values are encrypted with. */
  readonly current: string
  /** Secrets of at least 32 characters, by id (letters, digits, dash). */
  readonly secrets: Readonly<Record<string, string>>
}

export type FieldKind =
  | 'name'
  | 'birth_date'
  | 'national_id'
  | 'tax_id'
  | 'guardian_name'
  | 'account_number'
  | 'account_holder'
  | 'bank_file'
  | 'notice'
  | 'slip'

export interface FieldCipher {
  /** @param owner whose value it is. @returns `keyId.base64url(iv ‖ tag ‖ text)` */
  seal(kind: FieldKind, owner: string, text: string): string
  /** @throws when it was changed, moved, or its key is gone */
  open(kind: FieldKind, owner: string, sealed: string): string
  isCurrent(sealed: string): boolean
}

const ivBytes = 12
const tagBytes = 16

export function createFieldCipher({ current, secrets }: FieldKeys): FieldCipher {
  assert(secrets[current] !== undefined, 'the current key is among the keys')
  for (const [id, secret] of Object.entries(secrets)) {
    assert(/^[\w-]{1,20}$/.test(id), 'a key id is letters, digits and dashes')
    assert(secret.length >= 32, 'a key secret has at least 32 characters')
  }
  const derived = new Map<string, Buffer>()
  const keyOf = (id: string, kind: FieldKind): Buffer => {
    const name = `${id}.${kind}`
    const known = derived.get(name)
    if (known) return known
    const secret = present(secrets[id], `the key ${id} is there`)
    const key = Buffer.from(hkdfSync('sha256', secret, 'panggung.payouts', kind, 32))
    derived.set(name, key)
    return key
  }
  const bound = (id: string, kind: FieldKind, owner: string): Buffer =>
    Buffer.from(`${id.length}:${id}${kind.length}:${kind}${owner}`)

  return {
    seal(kind, owner, text) {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', keyOf(current, kind), iv)
      cipher.setAAD(bound(current, kind, owner))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `${current}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(kind, owner, sealed) {
      const [id = '', encoded = ''] = sealed.split('.')
      const bytes = Buffer.from(encoded, 'base64url')
      assert(bytes.length >= ivBytes + tagBytes, 'a sealed value holds its nonce and tag')
      const cipher = createDecipheriv('aes-256-gcm', keyOf(id, kind), bytes.subarray(0, ivBytes))
      cipher.setAAD(bound(id, kind, owner))
      cipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
      return cipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + cipher.final('utf8')
    },
    isCurrent: (sealed) => sealed.startsWith(`${current}.`),
  }
}
