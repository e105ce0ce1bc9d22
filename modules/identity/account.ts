declare const accountBrand: unique symbol
export type AccountId = string & { readonly [accountBrand]: true }

/** Brands an id that is known to be an account's: one that the database or a session gave. */
export const accountId = (value: string): AccountId => value as AccountId

export type Lang = 'id' | 'en'
export type Role = 'merchant' | 'moderator' | 'operator'

export interface Account {
  readonly id: AccountId
  readonly handle: string
  readonly displayName: string
  readonly bio: string
  readonly lang: Lang
  readonly roles: readonly Role[]
  readonly createdAt: Date
}
