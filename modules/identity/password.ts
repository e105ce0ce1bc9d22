import { hash, verify } from '@node-rs/argon2'

/** argon2id with the second recommended parameters of OWASP's Password Storage Cheat Sheet: 19 MiB, 2 passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFC'), cost)

/** A hash that no password matches: a login for a handle that does not exist takes as long as one that does. */
const decoy = hashPassword('no account has this password')

export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  // A locked account has no hash that could be verified.
  const isReal = stored?.startsWith('$argon2id$') ?? false
  const matches = await verify(isReal && stored ? stored : await decoy, password.normalize('NFC'))
  return isReal && matches
}

const common = new Set([
  'password',
  'password1',
  'password12',
  'password123',
  'passw0rd',
  '1234567890',
  '12345678910',
  '0123456789',
  '0987654321',
  '1111111111',
  '0000000000',
  'qwertyuiop',
  'qwerty1234',
  'qwerty12345',
  'asdfghjkl1',
  'iloveyou12',
  'indonesia1',
  'indonesia123',
  'sayangkamu',
  'sayangku123',
  'katasandi1',
  'katasandi123',
  'rahasia123',
  'bismillah1',
  'bismillah123',
  'jakarta123',
  'admin12345',
  'administrator',
  'letmein123',
  'welcome123',
  'panggung123',
  'abcdefghij',
  'abc1234567',
  'abcd123456',
])

/** Length and familiarity, no composition rules: the advice of NIST SP 800-63B §5.1.1.2. */
export function isWeakPassword(password: string, handle: string): boolean {
  const plain = password.toLowerCase()
  return (
    plain.length < 10 ||
    common.has(plain) ||
    new Set(plain).size < 4 ||
    (plain.replaceAll(/[^a-z0-9]/g, '').startsWith(handle.replaceAll(/[^a-z0-9]/g, '')) &&
      plain.length < handle.length + 6)
  )
}
