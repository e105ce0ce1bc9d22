/** The picture on the screen as a file: what the 9:16 frame shows, at most 1080 × 1920. */
const FRAME = 9 / 16
const MAX_HEIGHT = 1920

/** The largest 9:16 piece in the middle of a picture. */
function middlePiece(width: number, height: number): { x: number; y: number; width: number; height: number } {
  const wide = width / height > FRAME
  const pieceWidth = wide ? height * FRAME : width
  const pieceHeight = wide ? height : width / FRAME
  return {
    x: (width - pieceWidth) / 2,
    y: (height - pieceHeight) / 2,
    width: pieceWidth,
    height: pieceHeight,
  }
}

export async function shootPhoto(video: HTMLVideoElement): Promise<Blob | undefined> {
  const { videoWidth, videoHeight } = video
  if (videoWidth === 0 || videoHeight === 0) return undefined
  const piece = middlePiece(videoWidth, videoHeight)
  const height = Math.round(Math.min(MAX_HEIGHT, piece.height))
  const canvas = document.createElement('canvas')
  canvas.height = height
  canvas.width = Math.round(height * FRAME)
  const ink = canvas.getContext('2d')
  if (!ink) return undefined
  ink.drawImage(video, piece.x, piece.y, piece.width, piece.height, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/jpeg', 0.92))
}
