/** What a viewer muted or was not interested in: a creator, a sound, a tag, one clip. */
import type { Filter } from './filter.ts'
import { foldWords } from '../../tastes/index.ts'

export const creators: Filter = ({ creators }) =>
  creators.size === 0 ? undefined : ({ clip }) => !creators.has(clip.owner.id)

export const sounds: Filter = ({ sounds }) =>
  sounds.size === 0 ? undefined : ({ clip }) => clip.sound === undefined || !sounds.has(clip.sound.id)

export const tags: Filter = ({ tags }) => {
  if (tags.size === 0) return undefined
  const topics = new Set([...tags].map(foldWords))
  return ({ traits }) => !traits.topics.some((topic) => topics.has(topic))
}

export const videos: Filter = ({ videos }) =>
  videos.size === 0 ? undefined : ({ clip }) => !videos.has(clip.id)
