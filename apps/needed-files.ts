/** What modules made of uploads, for media: the rest may go. A module that begins to make something of them is added here. */
import type { Drafts } from '../modules/drafts/index.ts'
import type { Needed } from '../modules/media/index.ts'
import type { Sounds } from '../modules/sounds/index.ts'
import type { Videos } from '../modules/videos/index.ts'

export function neededFiles({
  videos,
  sounds,
  drafts,
}: {
  readonly videos: Pick<Videos, 'needs'>
  readonly sounds: Pick<Sounds, 'needs'>
  readonly drafts: Pick<Drafts, 'needs'>
}): Needed {
  return async (files) => {
    const assets = files.map((file) => file.assetId)
    const owners = [...new Set(files.map((file) => file.ownerId))]
    const inDrafts = new Set(
      await drafts.needs(
        files.map((file) => file.uploadId),
        owners,
      ),
    )
    return new Set([
      ...(await videos.needs(assets)),
      ...(await sounds.needs(assets)),
      ...files.filter((file) => inDrafts.has(file.uploadId)).map((file) => file.assetId),
    ])
  }
}
