import type { DayStory } from '../testing.ts'

/** Two periods of a small stage that began on a Saturday. */
export const saturday = '2026-11-21'
export const sunday = '2026-11-22'

export const saturdayStory: DayStory = {
  ani: { ads: 1_000_000_000n, watched: { 'xena/one': 54_000, 'yoga/one': 6_000 } },
  budi: { ads: 1_000_000_007n, watched: { 'yoga/one': 10_000 } },
  citra: { ads: 500_000_001n, watched: {} },
  dewi: { ads: 0n, watched: { 'xena/one': 60_000 } },
}

export const sundayStory: DayStory = {
  ani: {
    ads: 333_333_333n,
    watched: { 'xena/one': 90_000, 'xena/two': 7_001, 'yoga/one': 7_001, 'zaki/one': 7_001 },
  },
  eko: { ads: 7n, watched: { 'yoga/one': 60_000, 'zaki/one': 60_000 } },
  fajar: { ads: 1n, watched: { 'zaki/one': 5_000 } },
}

export const weekStories: Readonly<Record<string, DayStory>> = {
  '2026-11-23': { ani: { ads: 2_000_000n, watched: { 'xena/one': 5_000 } } },
  '2026-11-24': {},
  '2026-11-25': { budi: { ads: 12_345_678n, watched: { 'yoga/one': 5_000, 'xena/two': 6_000 } } },
  '2026-11-26': { citra: { ads: 3_000_000n, watched: {} } },
  '2026-11-27': {},
  '2026-11-28': {},
  '2026-11-29': { ani: { ads: 1n, watched: { 'xena/one': 5_000 } } },
}

export const stories: Readonly<Record<string, DayStory>> = {
  [saturday]: saturdayStory,
  [sunday]: sundayStory,
  ...weekStories,
}
