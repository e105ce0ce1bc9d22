/** Regions that a viewer may say they want to know of: Indonesia's provinces, and the other countries. */

/** ISO 3166-2:ID as last changed on 23 November 2023 (38 provinces by Law 29/2022 and those before it), ISO 3166-1 with 249
 *  countries. Source: https://www.iso.org/obp/ui/#iso:code:3166:ID */
export const regionsAsOf = '2023-11-23'

/** Code, name in Indonesian, name in English. */
const provinces = [
  ['ID-AC', 'Aceh', 'Aceh'],
  ['ID-BA', 'Bali', 'Bali'],
  ['ID-BB', 'Kepulauan Bangka Belitung', 'Bangka Belitung Islands'],
  ['ID-BT', 'Banten', 'Banten'],
  ['ID-BE', 'Bengkulu', 'Bengkulu'],
  ['ID-GO', 'Gorontalo', 'Gorontalo'],
  ['ID-JK', 'DKI Jakarta', 'Jakarta'],
  ['ID-JA', 'Jambi', 'Jambi'],
  ['ID-JB', 'Jawa Barat', 'West Java'],
  ['ID-JT', 'Jawa Tengah', 'Central Java'],
  ['ID-JI', 'Jawa Timur', 'East Java'],
  ['ID-KB', 'Kalimantan Barat', 'West Kalimantan'],
  ['ID-KS', 'Kalimantan Selatan', 'South Kalimantan'],
  ['ID-KT', 'Kalimantan Tengah', 'Central Kalimantan'],
  ['ID-KI', 'Kalimantan Timur', 'East Kalimantan'],
  ['ID-KU', 'Kalimantan Utara', 'North Kalimantan'],
  ['ID-KR', 'Kepulauan Riau', 'Riau Islands'],
  ['ID-LA', 'Lampung', 'Lampung'],
  ['ID-MA', 'Maluku', 'Maluku'],
  ['ID-MU', 'Maluku Utara', 'North Maluku'],
  ['ID-NB', 'Nusa Tenggara Barat', 'West Nusa Tenggara'],
  ['ID-NT', 'Nusa Tenggara Timur', 'East Nusa Tenggara'],
  ['ID-PA', 'Papua', 'Papua'],
  ['ID-PB', 'Papua Barat', 'West Papua'],
  ['ID-PD', 'Papua Barat Daya', 'Southwest Papua'],
  ['ID-PE', 'Papua Pegunungan', 'Highland Papua'],
  ['ID-PS', 'Papua Selatan', 'South Papua'],
  ['ID-PT', 'Papua Tengah', 'Central Papua'],
  ['ID-RI', 'Riau', 'Riau'],
  ['ID-SR', 'Sulawesi Barat', 'West Sulawesi'],
  ['ID-SN', 'Sulawesi Selatan', 'South Sulawesi'],
  ['ID-ST', 'Sulawesi Tengah', 'Central Sulawesi'],
  ['ID-SG', 'Sulawesi Tenggara', 'Southeast Sulawesi'],
  ['ID-SA', 'Sulawesi Utara', 'North Sulawesi'],
  ['ID-SB', 'Sumatera Barat', 'West Sumatra'],
  ['ID-SS', 'Sumatera Selatan', 'South Sumatra'],
  ['ID-SU', 'Sumatera Utara', 'North Sumatra'],
  ['ID-YO', 'DI Yogyakarta', 'Yogyakarta'],
] as const

/** All but Indonesia. */
const countries = (
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT ' +
  'BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ' +
  'ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT ' +
  'HU IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT ' +
  'LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL ' +
  'NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH ' +
  'SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM ' +
  'US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
).split(' ')

const codes: ReadonlySet<string> = new Set([...provinces.map(([code]) => code), ...countries])

/** Whether it is the code of a province of Indonesia, or of another country. */
export const isRegion = (code: string): boolean => codes.has(code)

export interface RegionName {
  readonly code: string
  readonly name: string
}

/** By name. */
export function regionNames(lang: 'id' | 'en'): {
  readonly provinces: readonly RegionName[]
  readonly countries: readonly RegionName[]
} {
  const names = new Intl.DisplayNames([lang], { type: 'region' })
  const byName = (a: RegionName, b: RegionName): number => a.name.localeCompare(b.name, lang)
  return {
    provinces: provinces.map(([code, id, en]) => ({ code, name: { id, en }[lang] })).sort(byName),
    countries: countries.map((code) => ({ code, name: names.of(code) ?? code })).sort(byName),
  }
}
