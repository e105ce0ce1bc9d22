/** MP4 first: it is remuxed without a loss, and Safari plays it. WebM where that is all the browser writes. */
const FORMATS = [
  'video/mp4;codecs=avc1.640028,mp4a.40.2',
  'video/mp4;codecs=avc1.42E01F,mp4a.40.2',
  'video/mp4;codecs=avc1.640028,opus',
  'video/mp4;codecs=avc1.42E01F,opus',
  'video/mp4',
  'video/webm;codecs=h264,opus',
  'video/webm;codecs=vp9,opus',
  'video/webm;codecs=vp8,opus',
  'video/webm',
] as const

/** @returns undefined where the browser cannot record at all */
export function recordFormat(can: (type: string) => boolean): string | undefined {
  return FORMATS.find((format) => can(format))
}

/** 'take-3.mp4': a name that the server's list of types knows. */
export function takeName(type: string, number: number): string {
  const plain = plainType(type)
  const ending =
    plain === 'video/mp4' ? 'mp4' : plain === 'video/webm' ? 'webm' : plain === 'image/jpeg' ? 'jpg' : 'bin'
  return `take-${number}.${ending}`
}

export const plainType = (type: string): string => (type.split(';')[0] ?? '').trim()
