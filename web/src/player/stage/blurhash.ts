/** Decodes a BlurHash (github.com/woltapp/blurhash, Algorithm.md) to RGBA pixels. Pure.
 *  Returns undefined for text that is no hash: a placeholder is never worth an error. */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~'

export function decodeBlurhash(
  hash: string,
  width: number,
  height: number,
): Uint8ClampedArray<ArrayBuffer> | undefined {
  const digits = [...hash].map((char) => DIGITS.indexOf(char))
  if (digits.length < 6 || digits.includes(-1)) return undefined
  const number = (from: number, to: number): number =>
    digits.slice(from, to).reduce((sum, digit) => sum * 83 + digit, 0)
  const size = number(0, 1)
  const across = (size % 9) + 1
  const down = Math.floor(size / 9) + 1
  if (digits.length !== 4 + 2 * across * down) return undefined
  const strongest = (number(1, 2) + 1) / 166
  const average = number(2, 6)
  const colours: [number, number, number][] = [
    [linear(average >> 16), linear((average >> 8) & 255), linear(average & 255)],
  ]
  for (let n = 1; n < across * down; n++) {
    const value = number(4 + n * 2, 6 + n * 2)
    colours.push([
      signedSquare((Math.floor(value / 361) - 9) / 9) * strongest,
      signedSquare(((Math.floor(value / 19) % 19) - 9) / 9) * strongest,
      signedSquare(((value % 19) - 9) / 9) * strongest,
    ])
  }
  const pixels = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [r, g, b] = [0, 0, 0]
      for (const [n, [red, green, blue]] of colours.entries()) {
        const basis =
          Math.cos((Math.PI * x * (n % across)) / width) *
          Math.cos((Math.PI * y * Math.floor(n / across)) / height)
        r += red * basis
        g += green * basis
        b += blue * basis
      }
      pixels.set([srgb(r), srgb(g), srgb(b), 255], 4 * (y * width + x))
    }
  }
  return pixels
}

const signedSquare = (value: number): number => Math.sign(value) * value * value
const linear = (value: number): number => {
  const part = value / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}
const srgb = (value: number): number => {
  const part = Math.min(1, Math.max(0, value))
  return Math.trunc((part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055) * 255 + 0.5)
}
