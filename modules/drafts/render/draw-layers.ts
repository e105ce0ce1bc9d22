/** Text, stickers and drawings lie over the picture as the browser drew them: whole pictures of the frame's size. */
import type { Layer } from '../project.ts'
import type { Size } from './layout.ts'

const enterMs = 300
const riseShare = 0.05

/** The layer's own stream: its way in, after which its last picture stays.
 *  @returns a chain from its file to what {@link laidOver} takes */
export function comingIn(layer: Layer, frameRate: number, { width, height }: Size): string[] {
  const start = layer.startMs / 1000
  const drawn = [
    `scale=${width}:${height}:flags=bicubic:out_color_matrix=bt709:out_range=tv`,
    'format=yuva420p',
    'setsar=1',
  ]
  if (layer.enter === 'none') return [...drawn, `setpts=PTS-STARTPTS+${start.toFixed(6)}/TB`]
  // The filter is through a picture or two after its time.
  const frames = Math.ceil((enterMs * frameRate) / 1000) + 3
  return [
    ...drawn,
    'loop=loop=-1:size=1',
    `trim=end_frame=${frames}`,
    `setpts=N/${frameRate}/TB`,
    `fade=t=in:st=0:d=${enterMs / 1000}:alpha=1`,
    `setpts=PTS+${start.toFixed(6)}/TB`,
  ]
}

/** The filter that lays it over what is there. */
export function laidOver(layer: Layer, { height }: Size): string {
  const start = (layer.startMs / 1000).toFixed(6)
  const end = (layer.endMs / 1000).toFixed(6)
  const rise = Math.round(height * riseShare)
  const y = layer.enter === 'rise' ? `max(0\\,1-(t-${start})/${enterMs / 1000})*${rise}` : '0'
  return `overlay=x=0:y=${y}:eof_action=repeat:enable=gte(t\\,${start})*lt(t\\,${end})`
}
