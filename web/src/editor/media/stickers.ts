/** The stickers: drawn here as paths in a box of 100 × 100, so that every phone and the server show the same one.
 *  Emoji differ from phone to phone, and their pictures belong to others. */
export interface StickerPath {
  readonly d: string
  readonly fill?: string
  readonly stroke?: string
  readonly width?: number
}
export const STICKER_NAMES = [
  'heart',
  'star',
  'sparkle',
  'flame',
  'crown',
  'sun',
  'moon',
  'cloud',
  'flower',
  'leaf',
  'note',
  'bubble',
  'arrow',
  'circle',
  'check',
  'cross',
  'bolt',
  'pin',
  'tag',
  'laugh',
  'wow',
  'sad',
] as const
export type StickerName = (typeof STICKER_NAMES)[number]

const INK = '#1a1410'
const around = (fill: string, d: string): StickerPath => ({ d, fill, stroke: '#ffffff', width: 5 })
const line = (d: string, stroke: string = INK, width = 6): StickerPath => ({ d, stroke, width })
const disc = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`
const ray = (points: number, outer: number, inner: number): string => {
  const corners = Array.from({ length: points * 2 }, (_, i) => {
    const r = i % 2 === 0 ? outer : inner
    const angle = (i * Math.PI) / points - Math.PI / 2
    return `${(50 + r * Math.cos(angle)).toFixed(1)} ${(50 + r * Math.sin(angle)).toFixed(1)}`
  })
  return `M${corners.join('L')}Z`
}
const face: StickerPath = around('#ffc53d', disc(50, 50, 42))

export const STICKERS: Readonly<Record<StickerName, readonly StickerPath[]>> = {
  heart: [
    around('#f4405f', 'M50 88C20 64 8 48 8 32A22 22 0 0 1 50 22A22 22 0 0 1 92 32C92 48 80 64 50 88Z'),
    line('M24 32A10 10 0 0 1 33 22', '#ffffff', 5),
  ],
  star: [around('#ffb020', ray(5, 45, 19))],
  sparkle: [
    around('#ffe08a', 'M50 6C54 36 64 46 94 50C64 54 54 64 50 94C46 64 36 54 6 50C36 46 46 36 50 6Z'),
  ],
  flame: [
    around(
      '#ff6b2c',
      'M52 5C58 26 84 38 84 62A34 34 0 0 1 16 62C16 46 28 40 32 24C40 30 42 36 43 42C50 34 53 20 52 5Z',
    ),
    { d: 'M50 52C54 62 66 66 66 78A16 16 0 0 1 34 78C34 68 46 64 50 52Z', fill: '#ffd23d' },
  ],
  crown: [
    around('#ffb020', 'M10 80L6 30L30 50L50 18L70 50L94 30L90 80Z'),
    { d: `${disc(50, 64, 6)}${disc(28, 66, 4)}${disc(72, 66, 4)}`, fill: '#f4405f' },
  ],
  sun: [around('#ffb020', ray(12, 46, 32)), { d: disc(50, 50, 26), fill: '#ffd86b' }],
  moon: [around('#ffe9a8', 'M66 8A44 44 0 1 0 92 66A36 36 0 0 1 66 8Z')],
  cloud: [around('#e9f2fb', 'M26 78A20 20 0 0 1 24 38A26 26 0 0 1 73 34A22 22 0 0 1 76 78Z')],
  flower: [
    around(
      '#ff7fa5',
      `${[0, 1, 2, 3, 4]
        .map((i) =>
          disc(50 + 24 * Math.sin((i * 2 * Math.PI) / 5), 50 - 24 * Math.cos((i * 2 * Math.PI) / 5), 20),
        )
        .join('')}`,
    ),
    { d: disc(50, 50, 14), fill: '#ffd23d' },
  ],
  leaf: [
    around('#3fae6a', 'M12 88C8 40 34 10 90 10C92 62 66 92 12 88Z'),
    line('M14 86C34 62 52 46 72 28', '#ffffff', 4),
  ],
  note: [around('#7c6cff', 'M38 14L86 6V68A15 12 0 1 1 74 57V28L50 32V80A15 12 0 1 1 38 69Z')],
  bubble: [
    around(
      '#ffffff',
      'M14 14H86A8 8 0 0 1 94 22V62A8 8 0 0 1 86 70H46L24 92V70H14A8 8 0 0 1 6 62V22A8 8 0 0 1 14 14Z',
    ),
    { d: `${disc(30, 42, 6)}${disc(50, 42, 6)}${disc(70, 42, 6)}`, fill: INK },
  ],
  arrow: [around('#ffb020', 'M6 38H54V14L94 50L54 86V62H6Z')],
  circle: [line(disc(50, 50, 40), '#ffffff', 14), line(disc(50, 50, 40), '#f4405f', 9)],
  check: [around('#2fb36a', disc(50, 50, 44)), line('M28 52L44 68L74 34', '#ffffff', 10)],
  cross: [around('#e5484d', disc(50, 50, 44)), line('M33 33L67 67M67 33L33 67', '#ffffff', 10)],
  bolt: [around('#ffd23d', 'M58 4L14 58H44L36 96L86 38H54Z')],
  pin: [
    around('#e5484d', 'M50 96C28 66 16 52 16 36A34 34 0 1 1 84 36C84 52 72 66 50 96Z'),
    { d: disc(50, 37, 13), fill: '#ffffff' },
  ],
  tag: [
    around('#ffb020', 'M8 12A4 4 0 0 1 12 8H50L92 50A6 6 0 0 1 92 58L58 92A6 6 0 0 1 50 92L8 50Z'),
    { d: disc(28, 28, 8), fill: '#ffffff' },
  ],
  laugh: [
    face,
    line('M26 42Q33 32 40 42M60 42Q67 32 74 42'),
    { d: 'M24 54H76A26 26 0 0 1 24 54Z', fill: INK },
    { d: 'M36 72A18 12 0 0 1 64 72A26 26 0 0 1 36 72Z', fill: '#f4405f' },
  ],
  wow: [face, { d: `${disc(35, 42, 6)}${disc(65, 42, 6)}`, fill: INK }, { d: disc(50, 68, 12), fill: INK }],
  sad: [
    face,
    { d: `${disc(35, 44, 6)}${disc(65, 44, 6)}`, fill: INK },
    line('M34 74Q50 58 66 74'),
    { d: 'M68 52Q78 66 72 72A7 7 0 0 1 62 68Q62 60 68 52Z', fill: '#5aa9ff' },
  ],
}

export const isSticker = (name: string): name is StickerName => Object.hasOwn(STICKERS, name)
