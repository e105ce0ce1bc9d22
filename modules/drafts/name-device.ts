/** A browser and a system in words, from what the browser says of itself. Pure; never more than its kind. */

const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/Chrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
]

/** @returns for example `Chrome · Android`; undefined when neither is known */
export function nameDevice(userAgent: string): string | undefined {
  const found = [browsers, systems].flatMap((list) => {
    const one = list.find(([sign]) => sign.test(userAgent))
    return one ? [one[1]] : []
  })
  return found.length === 0 ? undefined : found.join(' · ')
}
