/** What the demo's clips show and sound like: pictures and music that ffmpeg makes from nothing, all of them moving,
 *  upright and distinct. Pure: this file only writes ffmpeg's arguments. */

export interface Recipe {
  readonly caption: string
  /** An ffmpeg filter graph that ends in a picture of any size. */
  readonly picture: string
  /** Semitones above A3 that the melody walks through, one a beat; null is a rest. */
  readonly melody: readonly (number | null)[]
  readonly beatsPerMinute: number
  readonly seconds: number
}

const rate = 24

export const recipes: readonly Recipe[] = [
  {
    caption: 'Permainan kehidupan di jam dua pagi, tidak ada yang tidur #kehidupan #kota',
    picture: `life=s=108x192:r=${rate}:mold=12:ratio=0.12:seed=7:death_color=0x1b0f3b:life_color=0xffc46b:mold_color=0x5a2a5e`,
    melody: [0, 7, 12, 7, 3, 7, 10, 7],
    beatsPerMinute: 220,
    seconds: 10,
  },
  {
    caption: 'Turun ke dalam Mandelbrot, pegangan ya #matematika #fraktal',
    picture: `mandelbrot=s=144x256:r=${rate}:start_scale=2.4:end_scale=0.002:end_pts=240:inner=convergence`,
    melody: [0, null, 3, null, 7, null, 12, 10],
    beatsPerMinute: 150,
    seconds: 10,
  },
  {
    caption: 'Senja yang kucari ternyata cuma empat warna #senja #tenang',
    picture: `gradients=s=180x320:r=${rate}:nb_colors=4:c0=0xff7a3c:c1=0xffc46b:c2=0x8b2f6b:c3=0x1b0f3b:speed=0.03:seed=3`,
    melody: [12, null, 10, 7, null, 3, 5, null],
    beatsPerMinute: 96,
    seconds: 12,
  },
  {
    caption: 'Segitiga di dalam segitiga di dalam segitiga #sierpinski #matematika',
    picture: `sierpinski=s=180x320:r=${rate}:seed=5:jump=80,lutrgb=r='40+val*0.84':g='20+val*0.55':b='60-val*0.1',hue=h=12*t`,
    melody: [0, 4, 7, 11, 12, 11, 7, 4],
    beatsPerMinute: 240,
    seconds: 8,
  },
  {
    caption: 'Tenun otomatis dari aturan 110, motifnya tidak pernah sama #tenun #pola',
    picture: `cellauto=s=108x192:r=${rate}:rule=110:random_seed=11:stitch=1,format=rgb24,colorchannelmixer=rr=1:gg=0.7:bb=0.35`,
    melody: [0, 0, 7, 0, 5, 0, 3, 2],
    beatsPerMinute: 260,
    seconds: 9,
  },
  {
    caption: 'Lampu lava untuk yang sedang menunggu hujan reda #hujan #tenang',
    picture: plasma(
      '128+90*sin(X/9+T*1.4)+37*sin(Y/13-T)',
      '70+50*sin((X+Y)/17+T*1.1)',
      '110+80*sin(Y/11-T*1.6)',
    ),
    melody: [3, null, 7, null, 10, null, 14, null],
    beatsPerMinute: 110,
    seconds: 11,
  },
  {
    caption: 'Ombak Losari versi saya, tanpa kamera #laut #makassar',
    picture: plasma(
      '20+18*sin(Y/7+T*2+sin(X/12))',
      '95+70*sin(Y/10+T*1.7+sin(X/9))',
      '150+80*sin(Y/14+T*1.2)',
    ),
    melody: [0, 5, 7, 5, 12, 7, 5, 3],
    beatsPerMinute: 130,
    seconds: 10,
  },
  {
    caption: 'Peternakan piksel: jangan lupa disiram #kehidupan #sawah',
    picture: `life=s=54x96:r=12:rule=B36/S23:ratio=0.3:seed=21:death_color=0x0d2b1d:life_color=0xb7f07a:mold=6:mold_color=0x2f6b3a`,
    melody: [7, 7, 9, 7, 12, 11, null, null],
    beatsPerMinute: 180,
    seconds: 9,
  },
  {
    caption: 'Pelangi diputar 45 derajat, hasilnya begini #warna',
    picture: `gradients=s=180x320:r=${rate}:nb_colors=7:speed=0.06:type=circular:seed=9,hue=h=60*t`,
    melody: [0, 2, 4, 7, 9, 12, 9, 7],
    beatsPerMinute: 280,
    seconds: 8,
  },
  {
    caption: 'Kabut Bromo jam lima, dingin tapi nagih #bromo #gunung',
    picture: plasma(
      '95+60*sin(X/23+T*0.5+2*sin(Y/31))',
      '85+55*sin(X/25+T*0.5+2*sin(Y/29))',
      '120+60*sin(X/21+T*0.4+2*sin(Y/33))',
    ),
    melody: [0, null, null, 7, null, null, 12, null],
    beatsPerMinute: 120,
    seconds: 12,
  },
  {
    caption: 'Neon pasar malam, dengar gamelannya #pasarmalam #gamelan',
    picture: `sierpinski=s=270x480:r=${rate}:type=triangle:seed=31:jump=40,lutrgb=r='255-val*0.9':g='40+val*0.1':b='120-val*0.3',hue=h=-60*t`,
    melody: [0, 1, 5, 7, 8, 7, 5, 1],
    beatsPerMinute: 300,
    seconds: 9,
  },
  {
    caption: 'Batik kawung yang bernapas #batik #jogja',
    picture: plasma(
      '120+110*sin(X/4)*sin(Y/4)*cos(T*1.5)',
      '75+60*sin(X/4+0.4)*sin(Y/4)*cos(T*1.5)',
      '40+30*sin(X/4)*sin(Y/4+0.4)',
    ),
    melody: [5, 7, 10, 12, 10, 7, 5, 3],
    beatsPerMinute: 160,
    seconds: 10,
  },
  {
    caption: 'Aturan 30: dari satu titik jadi kacau #pola #acak',
    picture: `cellauto=s=180x320:r=30:rule=30:scroll=1:stitch=0:random_fill_ratio=0.02:random_seed=2,format=rgb24,colorchannelmixer=rr=0.4:gg=0.85:bb=1`,
    melody: [12, 11, 7, 4, 0, 4, 7, 11],
    beatsPerMinute: 320,
    seconds: 8,
  },
  {
    caption: 'Zoom ke lembah kuda laut, sabar sampai akhir #fraktal',
    picture: `mandelbrot=s=144x256:r=${rate}:start_x=-0.7463:start_y=0.1102:start_scale=0.08:end_scale=0.0006:end_pts=240:outer=normalized_iteration_count`,
    melody: [0, 3, null, 7, 8, null, 7, 3],
    beatsPerMinute: 140,
    seconds: 10,
  },
  {
    caption: 'Malam di desa, kunang-kunangnya digital #malam #desa',
    picture: `life=s=135x240:r=10:ratio=0.09:seed=44:mold=40:death_color=0x07071a:life_color=0xfff3a3:mold_color=0x0c1030,gblur=sigma=0.8`,
    melody: [7, null, 5, null, 3, null, 0, null],
    beatsPerMinute: 100,
    seconds: 11,
  },
  {
    caption: 'Kopi tubruk diaduk pelan #kopi #pagi',
    picture: plasma(
      '70+45*sin(hypot(X-45,Y-80)/6-T*3+atan2(Y-80,X-45)*2)',
      '42+28*sin(hypot(X-45,Y-80)/6-T*3+atan2(Y-80,X-45)*2)',
      '24+14*sin(hypot(X-45,Y-80)/6-T*3)',
    ),
    melody: [0, 4, 5, 4, 7, 5, 4, 2],
    beatsPerMinute: 170,
    seconds: 9,
  },
]

/** The merchants' ads. */
export const adRecipes: readonly (Recipe & { title: string })[] = [
  {
    caption: 'Nasi uduk hangat tiap pagi, pesan lewat chat #kuliner',
    title: 'Nasi uduk Bu Tini, antar gratis pagi ini',
    picture: plasma('215+35*sin(X/12+T*2)', '150+60*sin(Y/15+T*1.5)', '50+40*sin((X-Y)/14+T)'),
    melody: [0, 4, 7, 12, 7, 4, 7, 12],
    beatsPerMinute: 260,
    seconds: 8,
  },
  {
    caption: 'Sarung tenun Bu Tini, dua puluh motif baru #tenun',
    title: 'Sarung tenun baru, ongkir ditanggung',
    picture: `gradients=s=180x320:r=${rate}:nb_colors=5:c0=0x7a1f3d:c1=0xd98b2b:c2=0x213a5c:c3=0xf1d9a7:c4=0x5a1a2e:speed=0.05:seed=14,hue=h=30*sin(t)`,
    melody: [7, 9, 12, 9, 7, 4, 2, 4],
    beatsPerMinute: 220,
    seconds: 8,
  },
]

/** Waves over a small picture: a 90×160 formula is cheap, and scaled up it is smooth. */
function plasma(red: string, green: string, blue: string): string {
  return `color=c=black:s=90x160:r=${rate},format=rgb24,geq=r='${red}':g='${green}':b='${blue}'`
}

/** ffmpeg's arguments for a recipe: 540×960, H.264 and AAC, ready to be played from its first byte. */
export function clipArgs(recipe: Recipe, target: string): string[] {
  const seconds = String(recipe.seconds)
  return [
    ...['-v', 'error', '-nostdin', '-y'],
    ...['-f', 'lavfi', '-t', seconds, '-i', recipe.picture],
    ...['-f', 'lavfi', '-t', seconds, '-i', `aevalsrc='${melodyExpression(recipe)}':s=44100:c=mono`],
    ...[
      '-filter_complex',
      `[0:v]scale=540:960:flags=${pixelated(recipe) ? 'neighbor' : 'bicubic'},setsar=1,format=yuv420p[v];[1:a]aecho=0.8:0.6:60|180:0.25|0.15,alimiter=limit=0.8[a]`,
    ],
    ...[
      '-map',
      '[v]',
      '-map',
      '[a]',
      '-c:v',
      'libx264',
      '-preset',
      'superfast',
      '-crf',
      '25',
      '-maxrate',
      '1800k',
      '-bufsize',
      '3600k',
    ],
    ...['-g', '48', '-c:a', 'aac', '-b:a', '96k', '-t', seconds, '-movflags', '+faststart', target],
  ]
}

const pixelated = ({ picture }: Recipe): boolean =>
  /^(life|cellauto)/.test(picture) && !picture.includes('gblur')

/** One decaying tone a beat, with its octave below: plucked, like a kecapi. */
function melodyExpression({ melody, beatsPerMinute }: Recipe): string {
  const beat = `t*${beatsPerMinute}/60`
  const steps = melody.map((semitone, at) =>
    semitone === null
      ? ''
      : `eq(mod(floor(${beat}),${melody.length}),${at})*${(220 * 2 ** (semitone / 12)).toFixed(3)}`,
  )
  const frequency = `(${steps.filter(Boolean).join('+')})`
  const decay = `exp(-3.2*mod(${beat},1))`
  return `0.34*${decay}*(sin(2*PI*t*${frequency})+0.5*sin(PI*t*${frequency}))`
}
