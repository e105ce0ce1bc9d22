/** The captions of one clip, and what is done with them as a whole. */
import { api } from '#api/api.ts'
import type { Reply } from '#api/routes.ts'

export type TrackList = Reply<'GET /v1/videos/:videoId/captions'>
export type TrackFacts = TrackList['tracks'][number]
export type FullTrack = Reply<'GET /v1/videos/:videoId/captions/:lang'>['track']
export type Uploaded = Reply<'POST /v1/videos/:videoId/captions/:lang/upload'>

export const trackCalls = (videoId: string) => ({
  list: (signal?: AbortSignal) =>
    api('GET /v1/videos/:videoId/captions', { params: { videoId }, ...(signal ? { signal } : {}) }),
  read: async (lang: string, signal?: AbortSignal): Promise<FullTrack> => {
    const call = { params: { videoId, lang }, ...(signal ? { signal } : {}) }
    return (await api('GET /v1/videos/:videoId/captions/:lang', call)).track
  },
  upload: async (lang: string, file: Blob, revision: number, published: boolean): Promise<Uploaded> =>
    api('POST /v1/videos/:videoId/captions/:lang/upload', {
      params: { videoId, lang },
      body: { revision, published, base64: await toBase64(file) },
      timeoutMs: 60_000,
    }),
  remove: (lang: string) => api('DELETE /v1/videos/:videoId/captions/:lang', { params: { videoId, lang } }),
  restore: (lang: string) =>
    api('POST /v1/videos/:videoId/captions/:lang/restore', { params: { videoId, lang } }),
  translate: (lang: string, from: string) =>
    api('POST /v1/videos/:videoId/captions/:lang/copy', { params: { videoId, lang }, body: { from } }),
  auto: (lang: string) =>
    api('POST /v1/videos/:videoId/auto-captions', { params: { videoId }, body: { lang } }),
})

/** Bytes as they are: which encoding they are in is for the server to say. */
async function toBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let binary = ''
  for (let at = 0; at < bytes.length; at += 32_768)
    binary += String.fromCharCode(...bytes.subarray(at, at + 32_768))
  return btoa(binary)
}

/** `clip.en.srt` says its language. */
export const langInName = (name: string): string | undefined =>
  /[._-]([a-z]{2,3}(?:-[a-z0-9]{2,4})?)\.(?:srt|vtt|txt)$/i.exec(name)?.[1]
