import type { Account } from '../../modules/identity/index.ts'
import { present } from '../../platform/errors.ts'
import type { Stage } from '../compose.ts'
import { creators, demoPassword, fan, merchant, operator, type Player } from './cast.ts'

export interface Cast {
  readonly creators: readonly Account[]
  readonly merchant: Account
  readonly operator: Account
  readonly fan: Account
  readonly all: string[]
}

export async function openAccounts(past: Stage): Promise<Cast> {
  const { identity, social, db } = past
  const enter = async ({ bio, ...player }: Player): Promise<Account> => {
    const known = await identity.findByHandle(player.handle)
    if (known) return known
    const account = await identity.register({ ...player, password: demoPassword, lang: 'id' })
    return identity.changeProfile(account.id, { bio })
  }
  const entered: Account[] = []
  for (const creator of creators) entered.push(await enter(creator))
  const cast = {
    creators: entered,
    merchant: await enter(merchant),
    operator: await enter(operator),
    fan: await enter(fan),
  }
  await db.transaction((tx) => identity.grantRole(tx, cast.operator.id, 'operator'))
  for (const creator of cast.creators.slice(0, 2)) await social.follow(cast.fan.id, creator.id)
  await social.follow(
    present(cast.creators[0], 'the demo has creators').id,
    present(cast.creators[1], 'the demo has creators').id,
  )
  return {
    ...cast,
    all: [...cast.creators, cast.merchant, cast.operator, cast.fan].map((account) => account.id),
  }
}
