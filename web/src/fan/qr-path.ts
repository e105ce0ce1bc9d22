/** The dark modules of a QR code as one SVG path, a row's run at a time. Pure but for the encoder. */
import { encodeQR } from 'qr'

export interface QrPath {
  /** Modules along an edge, with the quiet border of four that scanners need. */
  readonly size: number
  readonly path: string
}
const QUIET = 4

export function qrPath(text: string): QrPath {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET })
  let path = ''
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue
      let run = 1
      while (row[x + run]) run++
      path += `M${x} ${y}h${run}v1h-${run}z`
      x += run
    }
  }
  return { size: rows.length, path }
}
