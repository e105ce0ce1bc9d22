/** After a new secret became the current one: opens what an older one closed and closes it again. */
import type { Db } from '../../platform/db/index.ts'
import type { FieldCipher, FieldKind } from './encrypt-field.ts'
import { findSealed, replaceSealed, type SealedPlace, sealedPlaces } from './store-sealed.ts'

const atOnce = 200

const kindOf: Readonly<Record<SealedPlace, FieldKind>> = {
  name: 'name',
  birth_date: 'birth_date',
  national_id: 'national_id',
  tax_id: 'tax_id',
  guardian_name: 'guardian_name',
  account_number: 'account_number',
  account_holder: 'account_holder',
  bank_file: 'bank_file',
  slip: 'slip',
  notice: 'notice',
}

/** @returns how many fields. Stopped anywhere, the next run goes on. */
export async function rotateKeys(
  { db, cipher }: { db: Db; cipher: FieldCipher },
  currentKey: string,
): Promise<number> {
  let renewed = 0
  for (const place of sealedPlaces) {
    for (;;) {
      const rows = await findSealed(db, place, currentKey, atOnce)
      await db.transaction(async (tx) => {
        for (const { owner, key, sealed } of rows) {
          const text = cipher.open(kindOf[place], owner, sealed)
          renewed += await replaceSealed(tx, place, key, sealed, cipher.seal(kindOf[place], owner, text))
        }
      })
      if (rows.length < atOnce) break
    }
  }
  return renewed
}
