/** Small files that unfold to large ones by the compression that their container allows. */
import { deflateSync } from 'node:zlib'

/** A MOV whose index is compressed (QTFF, "Compressed movie resources") and is 256 MiB of nothing. */
export function foldedIndex(): Buffer {
  const length = 256 * 1024 ** 2
  const told = Buffer.alloc(4)
  told.writeUInt32BE(length)
  const folded = Buffer.concat([told, deflateSync(Buffer.alloc(length))])
  const movie = atom('cmov', Buffer.concat([atom('dcom', Buffer.from('zlib')), atom('cmvd', folded)]))
  return Buffer.concat([atom('ftyp', Buffer.from('qt  \0\0\u0002\0qt  ', 'latin1')), atom('moov', movie)])
}

function atom(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + content.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, content])
}

/** A Matroska whose 60 packets are 9 MB of nothing each, by the compression of its track (RFC 9559, 5.1.4.1.31). */
export function foldedPictures(): Buffer {
  const packet = deflateSync(Buffer.alloc(9_000_000))
  const compression = element('6d80', element('6240', element('5034', element('4254', Buffer.from([0])))))
  const picture = element('e0', element('b0', Buffer.from([64])), element('ba', Buffer.from([64])))
  const track = element(
    'ae',
    element('d7', Buffer.from([1])),
    element('73c5', Buffer.from([1])),
    element('83', Buffer.from([1])),
    element('86', Buffer.from('V_MJPEG')),
    picture,
    compression,
  )
  const blocks = Array.from({ length: 60 }, (_, at) => {
    const head = Buffer.from([0x81, 0, 0, 0x80])
    head.writeInt16BE(at * 40, 1)
    return element('a3', head, packet)
  })
  return Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from('matroska'))),
    element(
      '18538067',
      element('1549a966', element('2ad7b1', Buffer.from([0x0f, 0x42, 0x40]))),
      element('1654ae6b', track),
      element('1f43b675', element('e7', Buffer.from([0])), ...blocks),
    ),
  ])
}

/** @param id in hexadecimal, with its marker (RFC 8794) */
function element(id: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE((1n << 56n) | BigInt(body.length))
  return Buffer.concat([Buffer.from(id, 'hex'), size, body])
}
