import { present, refuse } from '../../platform/errors.ts'
import type { Caller, Http } from '../../platform/http/index.ts'
import { pageOf, placeOf } from '../../platform/pages.ts'
import { callerAccount } from '../identity/index.ts'
import { soundsRefusals, soundsRoutes as routes } from './contract.ts'
import type { DescribedSound, Sound, Sounds } from './index.ts'

const pageSize = 20

export function mountSounds(http: Http, sounds: Sounds): void {
  const one = async (caller: Caller, sound: Sound): Promise<{ sound: DescribedSound }> => {
    const [described] = await sounds.describe([sound], caller.account?.id, caller.lang)
    return { sound: present(described, 'each sound is described') }
  }

  http.handle(routes.list, async ({ caller, query }) => {
    const limit = query.limit ?? pageSize
    if (query.mine) {
      const own = await sounds.listOwn(callerAccount(caller), placeOf(query.cursor), limit + 1)
      const { rows, nextCursor } = pageOf(own, limit, ({ createdAt: at, id }) => ({ at, id }))
      return { sounds: await sounds.describe(rows, caller.account?.id, caller.lang), nextCursor }
    }
    const page = await sounds.list(caller.account?.id, { text: query.q ?? '', cursor: query.cursor, limit })
    const described = await sounds.describe(page.sounds, caller.account?.id, caller.lang)
    return { sounds: described, nextCursor: page.nextCursor }
  })
  http.handle(routes.read, async ({ caller, params }) => {
    const found = await sounds.findMany([params.soundId])
    const [sound] = await sounds.withoutApart(found, caller.account?.id)
    if (!sound || !sounds.maySee(sound, caller.account?.id)) return refuse(soundsRefusals.sound_not_found)
    return one(caller, sound)
  })
  http.handle(routes.add, async ({ caller, body }) =>
    one(caller, await sounds.add(callerAccount(caller), body)),
  )
  http.handle(routes.change, async ({ caller, params, body }) =>
    one(caller, await sounds.change(callerAccount(caller), params.soundId, body)),
  )
  http.handle(routes.remove, async ({ caller, params }) =>
    one(caller, await sounds.remove(callerAccount(caller), params.soundId)),
  )
  http.handle(routes.restore, async ({ caller, params }) =>
    one(caller, await sounds.restore(callerAccount(caller), params.soundId)),
  )
}
