import { refuse } from '../../platform/errors.ts'
import type { Caller } from '../../platform/http/index.ts'
import { type AccountId, accountId, type Role } from './account.ts'
import { identityRefusals } from './contract.ts'

/** The caller's account. @throws Refusal login_required */
export const callerAccount = (caller: Caller): AccountId =>
  caller.account ? accountId(caller.account.id) : refuse(identityRefusals.login_required)

/** The caller's account, if it has that role. @throws Refusal login_required, not_allowed */
export function requireRole(caller: Caller, role: Role): AccountId {
  const id = callerAccount(caller)
  if (!caller.account?.roles.has(role)) refuse(identityRefusals.not_allowed)
  return id
}
