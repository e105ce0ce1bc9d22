/** Sounds over identity and media, with people to add and to look. */
import type { TestContext } from 'node:test'
import type { Account } from '../../identity/index.ts'
import { anAccount } from '../../identity/testing.ts'
import { aClip, aGround, anUpload } from '../../media/testing.ts'
import { mountSounds } from '../index.ts'
import { testSounds } from '../testing.ts'

let file: Promise<Buffer> | undefined

export async function house(t: TestContext) {
  const ground = await aGround(t, 'sounds', ['sounds'])
  const { accounts, http, media } = ground
  const sounds = testSounds(ground)
  mountSounds(http, sounds)
  const sari = await anAccount(accounts, 'sari.senja')
  const budi = await anAccount(accounts, 'budi.99')
  /** One second of a clip's sound, sent to be a sound. */
  const soundUpload = async (owner: Account) => {
    file ??= aClip(t, { size: '180x320' }).then(({ content }) => content)
    return anUpload(media, owner.id, await file, 'ombak.mp4', 'sound')
  }
  return { ...ground, sounds, sari, budi, soundUpload }
}
