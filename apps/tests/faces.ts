/** Every face on which a clip, its creator or its sound may be met. */
export interface Met {
  readonly handle: string
  readonly clips: readonly string[]
  readonly sound: string
}

/** @param clips the first one is also asked for as a page, in a frame, and beside the feed */
export const faces = ({ handle, clips, sound }: Met, host = 'localhost'): readonly string[] => [
  '/v1/feed',
  ...clips.slice(0, 1).map((clip) => `/v1/feed?first=${clip}`),
  ...clips.flatMap((id) => [
    `/v1/videos/${id}`,
    `/v1/videos/${id}/lock`,
    `/v1/videos/${id}/extras`,
    `/v1/videos/${id}/uses`,
    `/v1/videos/${id}/download`,
    `/v1/videos/${id}/captions`,
    `/v1/videos/${id}/gifts`,
  ]),
  `/v1/profiles/${handle}`,
  `/v1/profiles/${handle}/videos`,
  `/v1/profiles/${handle}/plan`,
  `/v1/profiles/${handle}/supporters`,
  '/v1/tags/senja/videos',
  `/v1/sounds/${sound}`,
  `/v1/sounds/${sound}/videos`,
  '/v1/sounds',
  '/v1/search?q=senja',
  `/v1/search?q=${handle}`,
  `/v1/search/suggest?q=${handle.slice(0, 4)}`,
  '/v1/trending',
  '/v1/tastes',
  '/v1/tastes/history',
  ...clips
    .slice(0, 1)
    .flatMap((clip) => [`/oembed?url=${encodeURIComponent(`http://${host}/v/${clip}`)}`, `/v/${clip}`]),
  `/@${handle}`,
]
