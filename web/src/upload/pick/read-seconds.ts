/** How long the browser thinks a file is; undefined when it can't play it or takes too long to say. */
export function readSeconds(url: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const video = document.createElement('video')
    const done = (seconds: number | undefined): void => {
      clearTimeout(timer)
      video.removeAttribute('src')
      video.load()
      resolve(seconds)
    }
    const timer = setTimeout(() => done(undefined), 4000)
    video.preload = 'metadata'
    video.onloadedmetadata = () => done(Number.isFinite(video.duration) ? video.duration : undefined)
    video.onerror = () => done(undefined)
    video.src = url
  })
}
