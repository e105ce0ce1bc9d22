/** How loud it is at the microphone, 0 to 1, a few times a second: a sign that it hears. */
export function watchLevel(stream: MediaStream, tell: (level: number) => void): () => void {
  const [track] = stream.getAudioTracks()
  if (!track) return () => {}
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  analyser.fftSize = 1024
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    tell(loudness(samples))
  }, 100)
  return () => {
    clearInterval(timer)
    void context.close()
  }
}

/** Root mean square on a scale as ears have it: −50 dB is 0, −5 dB is 1. */
export function loudness(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const decibel = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12)
  return Math.min(1, Math.max(0, (decibel + 50) / 45))
}
