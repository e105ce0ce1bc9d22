/** Colour matrices on pictures. WebGL where there is one, else the processor, with the same result: out = clamp(m · in). */
import type { ColourMatrix } from '../project/project.ts'

export interface Colourer {
  readonly by: 'webgl' | 'processor'
  /** A picture of the same size; good until the next call. */
  apply: (source: OffscreenCanvas, matrix: ColourMatrix) => CanvasImageSource
  close: () => void
}

export function createColourer(prefer?: 'processor'): Colourer {
  const byGpu = prefer === 'processor' ? undefined : onGpu()
  if (byGpu) return byGpu
  return onProcessor()
}

const VERTEX = `attribute vec2 at; varying vec2 uv;
void main() { uv = at * 0.5 + 0.5; gl_Position = vec4(at.x, -at.y, 0.0, 1.0); }`
const FRAGMENT = `precision highp float; varying vec2 uv; uniform sampler2D picture;
uniform vec4 red; uniform vec4 green; uniform vec4 blue;
void main() {
  vec4 c = vec4(texture2D(picture, uv).rgb, 1.0);
  gl_FragColor = vec4(clamp(vec3(dot(red, c), dot(green, c), dot(blue, c)), 0.0, 1.0), 1.0);
}`

function onGpu(): Colourer | undefined {
  const canvas = new OffscreenCanvas(16, 16)
  const gl = canvas.getContext('webgl', { alpha: false, antialias: false, preserveDrawingBuffer: true })
  if (!gl) return undefined
  const program = gl.createProgram()
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(kind)
    if (!shader) return undefined
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return undefined
  gl.useProgram(program)
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW)
  const at = gl.getAttribLocation(program, 'at')
  gl.enableVertexAttribArray(at)
  gl.vertexAttribPointer(at, 2, gl.FLOAT, false, 0, 0)
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture())
  for (const [name, value] of [
    [gl.TEXTURE_MIN_FILTER, gl.NEAREST],
    [gl.TEXTURE_MAG_FILTER, gl.NEAREST],
    [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
    [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
  ] as const)
    gl.texParameteri(gl.TEXTURE_2D, name, value)
  const rows = (['red', 'green', 'blue'] as const).map((name) => gl.getUniformLocation(program, name))
  const spare = onProcessor()
  return {
    by: 'webgl',
    apply(source, matrix) {
      // Phones take the context away when they are short of memory.
      if (gl.isContextLost()) return spare.apply(source, matrix)
      if (canvas.width !== source.width || canvas.height !== source.height) {
        canvas.width = source.width
        canvas.height = source.height
      }
      gl.viewport(0, 0, canvas.width, canvas.height)
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, source)
      rows.forEach((row, index) => gl.uniform4fv(row, matrix.slice(index * 4, index * 4 + 4)))
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4)
      return canvas
    },
    close: () => gl.getExtension('WEBGL_lose_context')?.loseContext(),
  }
}

function onProcessor(): Colourer {
  const canvas = new OffscreenCanvas(16, 16)
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false })
  return {
    by: 'processor',
    apply(source, matrix) {
      if (!context) return source
      if (canvas.width !== source.width || canvas.height !== source.height) {
        canvas.width = source.width
        canvas.height = source.height
      }
      context.drawImage(source, 0, 0)
      const pixels = context.getImageData(0, 0, canvas.width, canvas.height)
      colour(pixels.data, matrix)
      context.putImageData(pixels, 0, 0)
      return canvas
    },
    close: () => undefined,
  }
}

/** In place, on bytes of red, green, blue and opacity. Rounds and clamps as a clamped array does. */
export function colour(data: Uint8ClampedArray, matrix: ColourMatrix): void {
  const [rr = 0, rg = 0, rb = 0, rc = 0, gr = 0, gg = 0, gb = 0, gc = 0, br = 0, bg = 0, bb = 0, bc = 0] =
    matrix
  for (let i = 0; i < data.length; i += 4) {
    const r = data[i] ?? 0
    const g = data[i + 1] ?? 0
    const b = data[i + 2] ?? 0
    data[i] = rr * r + rg * g + rb * b + rc * 255
    data[i + 1] = gr * r + gg * g + gb * b + gc * 255
    data[i + 2] = br * r + bg * g + bb * b + bc * 255
  }
}
