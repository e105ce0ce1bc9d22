/** From unit costs to machines. Pure: the same costs give the same page. */

export interface UnitCosts {
  readonly clipSeconds: number
  readonly originalBytes: number
  /** Original and everything made from it. */
  readonly storedBytes: number
  /** Processor seconds: receiving. */
  readonly uploadCpuPerMib: number
  /** Probe, copy, looks and ladder of one clip. */
  readonly transcodeCpu: number
  readonly serveCpuPerMib: number
  readonly watchedBitsPerSecond: number
  /** One page of ten. */
  readonly feedCpu: number
  /** One watch report. */
  readonly watchCpu: number
}

/** What no machine can measure. Uploads: the target. Views: 30 billion a month, as told in public in 2020. The peak
 *  hour and the part of a clip that is watched are ours to guess, and said to be. */
export const assumed = {
  uploads: 100_000_000,
  views: 30_000_000_000,
  daysOfMonth: 30.44,
  peakOverMean: 3,
  secondsWatched: 11,
  /** Fetched ahead and never played, over what is played. */
  waste: 0.25,
  /** Of a machine's processors that may be busy on an ordinary evening. */
  busy: 0.7,
} as const

export interface Loads {
  readonly assumed: typeof assumed
  readonly uploadsOfOneMachine: number
  readonly lines: Readonly<Record<string, string>>
}

export function loads(costs: UnitCosts, cores: number): Loads {
  const month = assumed.daysOfMonth * 86_400
  const perUpload = costs.transcodeCpu + costs.uploadCpuPerMib * (costs.originalBytes / 2 ** 20)
  const mibPerView = (costs.watchedBitsPerSecond * assumed.secondsWatched * (1 + assumed.waste)) / 8 / 2 ** 20
  const perView = costs.serveCpuPerMib * mibPerView + costs.feedCpu / 10 + costs.watchCpu
  const uploadRate = assumed.uploads / month
  const viewRate = assumed.views / month
  // A ladder may wait for the night; who watches does not wait.
  const transcoders = (uploadRate * perUpload) / assumed.busy
  const webCores = (viewRate * assumed.peakOverMean * perView) / assumed.busy
  const uploadsOfOneMachine = (cores * assumed.busy * month) / perUpload
  const viewsOfOneMachine = (cores * assumed.busy * month) / assumed.peakOverMean / perView
  const gbit = (viewRate * assumed.peakOverMean * mibPerView * 8 * 2 ** 20) / 1e9
  return {
    assumed,
    uploadsOfOneMachine,
    lines: {
      'one upload, CPU s': perUpload.toFixed(2),
      'one upload, stored MB': (costs.storedBytes / 1e6).toFixed(1),
      'one view, CPU ms': (perView * 1000).toFixed(2),
      'one view, sent MB': (mibPerView * 1.048576).toFixed(2),
      [`this machine (${cores} cores), uploads a day`]: whole(uploadsOfOneMachine / assumed.daysOfMonth),
      [`this machine (${cores} cores), views a day`]: whole(viewsOfOneMachine / assumed.daysOfMonth),
      '100 M uploads a month, uploads/s': uploadRate.toFixed(1),
      '100 M uploads a month, transcoding cores': whole(transcoders),
      '100 M uploads a month, storage added, PB/month': (
        (assumed.uploads * costs.storedBytes) /
        1e15
      ).toFixed(2),
      '30 G views a month, serving cores at peak': whole(webCores),
      '30 G views a month, Gbit/s at peak (a CDN carries it)': whole(gbit),
    },
  }
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US')
