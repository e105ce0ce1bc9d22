/** Countries by ISO 3166-1 alpha-2, named by the browser in the reader's language. */
const CODES =
  'AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FR GA GB GD GE GH GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VN VU WS YE ZA ZM ZW'.split(
    ' ',
  )

export function countriesIn(lang: 'id' | 'en'): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([lang === 'id' ? 'id-ID' : 'en-GB'], { type: 'region' })
  const all = CODES.map((value) => ({ value, label: names.of(value) ?? value }))
  // The stage's own country first: nearly everyone is looking for it.
  return all.sort((a, b) =>
    a.value === 'ID' ? -1 : b.value === 'ID' ? 1 : a.label.localeCompare(b.label, lang),
  )
}
