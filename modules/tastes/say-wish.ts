/** Says a wish, or takes it back. Twice is the same as once. */
import { refuse } from '../../platform/errors.ts'
import { toTag } from '../videos/index.ts'
import { type ChangeDeps, changeViewer } from './change-viewer.ts'
import { tastesRefusals } from './contract.ts'
import { foldWords } from './fold-words.ts'
import * as store from './store.ts'
import { aboutTags, type WishKind, wishLimits } from './wish.ts'

export interface Wish {
  readonly kind: WishKind
  /** A uuid, a tag, or words. */
  readonly subject: string
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** In code points, folded. */
const wordMax = 60

/** @returns the subject as it is kept. @throws Refusal wish_unclear */
export async function sayWish(deps: ChangeDeps, viewerKey: string, wish: Wish): Promise<Wish> {
  const { kind } = wish
  const subject = keptSubject(wish) ?? refuse(tastesRefusals.wish_unclear)
  return changeViewer(deps, viewerKey, async (tx, _, now) => {
    const limit = wishLimits[kind]
    const { count } = await store.countOfKind(tx, viewerKey, kind, subject)
    if (count >= limit) refuse(tastesRefusals.too_many_wishes, { limit })
    const others = aboutTags.filter((one) => one !== kind)
    if (aboutTags.includes(kind)) await store.deleteWishes(tx, viewerKey, others, subject)
    await store.insertWish(tx, viewerKey, kind, subject, now)
    return { kind, subject }
  })
}

/** @returns whether it had been said */
export async function takeBackWish(deps: ChangeDeps, viewerKey: string, wish: Wish): Promise<boolean> {
  const subject = keptSubject(wish)
  if (subject === undefined) return false
  return changeViewer(
    deps,
    viewerKey,
    async (tx) => (await store.deleteWishes(tx, viewerKey, [wish.kind], subject)) > 0,
  )
}

/** Whether such a creator, clip or sound exists is not asked: the answer would tell of what the caller may not see. */
function keptSubject({ kind, subject }: Wish): string | undefined {
  if (kind === 'word') {
    const word = foldWords(subject)
    return /[\p{L}\p{N}\p{Emoji_Presentation}]/u.test(word) && [...word].length <= wordMax ? word : undefined
  }
  if (aboutTags.includes(kind)) return toTag(subject.replace(/^#/, ''))
  const id = subject.toLowerCase()
  return uuid.test(id) ? id : undefined
}
