/** What a file is, by its first bytes. A part of a draft is handed back to its owner's browser as that and nothing else, so
 *  a page or a drawing with a script in it can't come back as one. Pure.
 *  Signatures: https://mimesniff.spec.whatwg.org, ISO/IEC 14496-12 (ftyp), RFC 9559 (Matroska), RFC 3533 (Ogg). */

/** @param head the first bytes, 64 or more where there are as many @returns a media type, or undefined */
export function sniffType(head: Uint8Array): string | undefined {
  const ascii = (from: number, to: number): string => String.fromCharCode(...head.subarray(from, to))
  const starts = (...bytes: number[]): boolean => bytes.every((byte, at) => head[at] === byte)
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (/^GIF8[79]a/.test(ascii(0, 6))) return 'image/gif'
  if (ascii(0, 4) === 'RIFF') return riff[ascii(8, 12)]
  if (ascii(4, 8) === 'ftyp') return brand(ascii(8, 12), ascii(16, Math.min(head.length, 64)))
  // QuickTime from before brands.
  if (/^(moov|mdat|wide|free|skip)$/.test(ascii(4, 8))) return 'video/quicktime'
  if (starts(0x1a, 0x45, 0xdf, 0xa3)) return ascii(0, 64).includes('webm') ? 'video/webm' : 'video/x-matroska'
  if (ascii(0, 4) === 'OggS')
    return /OpusHead|\x01vorbis|fLaC|Speex/.test(ascii(0, 64)) ? 'audio/ogg' : 'video/ogg'
  if (ascii(0, 4) === 'fLaC') return 'audio/flac'
  if (ascii(0, 3) === 'ID3') return 'audio/mpeg'
  const [first = 0, second = 0] = head
  // MPEG audio: eleven bits of sync. Layer 00 with those is AAC in ADTS frames.
  if (first === 0xff && (second & 0xf6) === 0xf0) return 'audio/aac'
  if (first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08) return 'audio/mpeg'
  if (starts(0x00, 0x00, 0x01, 0xba)) return 'video/mpeg'
  if (first === 0x47 && head[188] === 0x47) return 'video/mp2t'
  if (ascii(0, 3) === 'FLV') return 'video/x-flv'
  if (starts(0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11)) return 'video/x-ms-asf'
  return undefined
}

const riff: Readonly<Record<string, string>> = {
  WEBP: 'image/webp',
  WAVE: 'audio/wav',
  'AVI ': 'video/x-msvideo',
}

function brand(major: string, compatible: string): string | undefined {
  if (/^avi[fs]/.test(major) || compatible.includes('avif')) return 'image/avif'
  // Pictures in this container that browsers other than one can't show.
  if (/^(heic|heix|mif1|msf1|hevc)/.test(major)) return undefined
  if (/^M4[AB]/.test(major)) return 'audio/mp4'
  if (major.startsWith('qt')) return 'video/quicktime'
  return major.startsWith('3g') ? 'video/3gpp' : 'video/mp4'
}
