/** An instant by the clock of this device, with the name of its zone: for a time that was picked by that clock.
 *  '24 Nov 2026, 20.00 WITA'
 *  @param zone that of the device unless told */
export function deviceTime(lang: 'id' | 'en', instant: string, zone?: string): string {
  const format = new Intl.DateTimeFormat(lang === 'id' ? 'id-ID' : 'en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone: zone,
  })
  return format.format(new Date(instant))
}
