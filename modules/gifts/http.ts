import { present, refuse } from '../../platform/errors.ts'
import type { Http } from '../../platform/http/index.ts'
import { pageOf, placeOf } from '../../platform/pages.ts'
import { quoteReply } from '../coins/index.ts'
import { type Account, callerAccount, requireRole } from '../identity/index.ts'
import { giftIcons, giftsRefusals, giftsRoutes as routes } from './contract.ts'
import type { Gifts, Given, PricedItem, Share, Supporters } from './index.ts'

const pageSize = 30
const countMax = 99

export function mountGifts(
  http: Http,
  gifts: Gifts,
  coins: { held(accountId: string): Promise<bigint> },
): void {
  type People = ReadonlyMap<string, Account>
  const peopleOf = async (ids: readonly string[]): Promise<People> =>
    new Map((await gifts.accounts.findMany([...new Set(ids)])).map((one) => [one.id, one]))
  const person = (people: People, id: string) => {
    const account = people.get(id)
    return account ? { id: account.id, handle: account.handle, displayName: account.displayName } : null
  }
  const givenReplies = async (given: readonly Given[]) => {
    const people = await peopleOf(given.flatMap((one) => [one.senderId, one.receiverId]))
    return given.map((one) => givenReply(one, person(people, one.senderId), person(people, one.receiverId)))
  }
  const supportersReply = async ({ gifts: count, coins: sum, top }: Supporters) => {
    const people = await peopleOf(top.map((one) => one.senderId))
    const supporters = top.flatMap((one) => {
      const account = person(people, one.senderId)
      return account ? [{ account, coins: String(one.coins) }] : []
    })
    return { gifts: count, coins: String(sum), supporters }
  }

  http.handle(routes.catalogue, async () => ({
    gifts: (await gifts.catalogue()).filter((one) => one.active).map(itemReply),
    share: shareReply(gifts.share()),
    countMax,
  }))
  http.handle(routes.send, async ({ caller, body }) => {
    const senderId = callerAccount(caller)
    const { giftId, item, count = 1, message, videoId, handle } = body
    const gift = await gifts.send(senderId, {
      giftId,
      itemId: item,
      count,
      message,
      target: { videoId, handle },
    })
    const [reply] = await givenReplies([gift])
    return { gift: present(reply, 'one for one'), coins: String(await coins.held(senderId)) }
  })
  http.handle(routes.received, async ({ caller, query }) => {
    const { limit = pageSize } = query
    const found = await gifts.received(callerAccount(caller), placeOf(query.cursor), limit + 1)
    const { rows, nextCursor } = pageOf(found, limit, (one) => one)
    // How someone else paid is not the receiver's to know.
    return { given: await givenReplies(rows.map((one) => ({ ...one, paymentId: null }))), nextCursor }
  })
  http.handle(routes.sent, async ({ caller, query }) => {
    const { limit = pageSize } = query
    const found = await gifts.sent(callerAccount(caller), placeOf(query.cursor), limit + 1)
    const { rows, nextCursor } = pageOf(found, limit, (one) => one)
    return { given: await givenReplies(rows), nextCursor }
  })
  http.handle(routes.ofVideo, async ({ caller, params }) => {
    const [video] = await gifts.videos.findMany([params.videoId])
    if (!video || !(await gifts.videos.maySee(video, caller.account?.id)))
      refuse(giftsRefusals.receiver_not_found)
    return supportersReply(await gifts.supporters(params.videoId))
  })
  http.handle(routes.ofProfile, async ({ caller, params }) => {
    const account =
      (await gifts.accounts.findByHandle(params.handle)) ?? refuse(giftsRefusals.receiver_not_found)
    if (caller.account && (await gifts.isApart(caller.account.id, account.id)))
      refuse(giftsRefusals.receiver_not_found)
    return supportersReply(await gifts.supporters(account.id))
  })
  http.handle(routes.readNaming, async ({ caller }) => ({
    named: await gifts.isNamed(callerAccount(caller)),
  }))
  http.handle(routes.changeNaming, async ({ caller, body }) => {
    await gifts.setNamed(callerAccount(caller), body.named)
    return { named: body.named }
  })
  http.handle(routes.priceTip, async ({ query }) => {
    const price = gifts.priceTip(BigInt(query.amountIdr))
    return {
      amountIdr: String(price.amountIdr),
      creatorIdr: String(price.creatorIdr),
      platformIdr: String(price.platformIdr),
      share: shareReply(price.share),
      minIdr: String(gifts.config.TIP_MIN),
      maxIdr: String(gifts.config.TIP_MAX),
      quotes: price.quotes.map(quoteReply),
    }
  })
  http.handle(routes.tip, async ({ caller, body }) => {
    const { tipId, videoId, handle, method, message } = body
    const { tip, given } = await gifts.tip(callerAccount(caller), {
      tipId,
      method,
      message,
      amountIdr: BigInt(body.amountIdr),
      target: { videoId, handle },
    })
    const [reply] = await givenReplies([given])
    return {
      tip: present(reply, 'one for one'),
      paymentId: tip.paymentId,
      quote: quoteReply(tip),
      creatorIdr: String(tip.creatorIdr),
      platformIdr: String(tip.amountIdr - tip.creatorIdr),
    }
  })
  http.handle(routes.listItems, async ({ caller }) => {
    requireRole(caller, 'operator')
    return { gifts: (await gifts.catalogue()).map(itemReply) }
  })
  http.handle(routes.putItem, async ({ caller, params, body }) => {
    const item = { id: params.itemId, ...body, coins: BigInt(body.coins) }
    return { gift: itemReply(await gifts.putItem(requireRole(caller, 'operator'), item)) }
  })
}

/** An icon that this version does not know any more is drawn as the first one. */
const iconOf = (name: string): (typeof giftIcons)[number] =>
  giftIcons.find((icon) => icon === name) ?? giftIcons[0]

const shareReply = ({ num, den, from }: Share) => ({ num, den, from })

const itemReply = (item: PricedItem) => ({
  id: item.id,
  name: item.name,
  icon: iconOf(item.icon),
  coins: String(item.coins),
  worthIdr: String(item.worthIdr),
  creatorIdr: String(item.creatorIdr),
  active: item.active,
})

type Person = { id: string; handle: string; displayName: string } | null

const givenReply = (given: Given, from: Person, to: Person) => ({
  id: given.id,
  kind: given.kind,
  state: given.state,
  at: given.at.toISOString(),
  from,
  to,
  videoId: given.videoId,
  item:
    given.itemId === null || given.name === null || given.icon === null
      ? null
      : { id: given.itemId, name: given.name, icon: iconOf(given.icon) },
  count: given.count,
  coins: given.coins === null ? null : String(given.coins),
  worthIdr: String(given.worthIdr),
  creatorIdr: String(given.creatorIdr),
  message: given.message,
  paymentId: given.paymentId,
})
