/** Banks that payouts go to, as data: the BIC by which BI-FAST, RTGS and pain.001 know them, the codes of providers,
 *  and how many digits their account numbers have. A stage may bring its own list. */
export interface Bank {
  readonly code: string
  readonly name: string
  readonly digits: readonly number[]
  /** The three digits of ATM and clearing networks. */
  readonly clearing: string
  readonly xendit: string
  readonly iris: string
}

const bank = (
  code: string,
  name: string,
  clearing: string,
  digits: readonly number[],
  xendit: string,
  iris: string,
): Bank => ({ code, name, clearing, digits, xendit: `ID_${xendit}`, iris })

export const indonesianBanks: readonly Bank[] = [
  bank('CENAIDJA', 'BCA', '014', [10], 'BCA', 'bca'),
  bank('BMRIIDJA', 'Bank Mandiri', '008', [13], 'MANDIRI', 'mandiri'),
  bank('BRINIDJA', 'BRI', '002', [15], 'BRI', 'bri'),
  bank('BNINIDJA', 'BNI', '009', [10], 'BNI', 'bni'),
  bank('BSMDIDJA', 'Bank Syariah Indonesia', '451', [10], 'BSI', 'bsi'),
  bank('BTANIDJA', 'BTN', '200', [16], 'BTN', 'btn'),
  bank('BNIAIDJA', 'CIMB Niaga', '022', [12, 13, 14], 'CIMB', 'cimb'),
  bank('BBBAIDJA', 'Bank Permata', '013', [10], 'PERMATA', 'permata'),
  bank('BDINIDJA', 'Bank Danamon', '011', [10, 12], 'DANAMON', 'danamon'),
  bank('IBBKIDJA', 'Maybank Indonesia', '016', [10], 'MAYBANK', 'maybank'),
  bank('NISPIDJA', 'OCBC', '028', [12], 'OCBC', 'ocbc'),
  bank('PINBIDJA', 'Panin Bank', '019', [10], 'PANIN', 'panin'),
  bank('MEGAIDJA', 'Bank Mega', '426', [15], 'MEGA', 'mega'),
  bank('BBIJIDJA', 'UOB Indonesia', '023', [10], 'UOB', 'uob'),
  bank('SBJKIDJA', 'Bank Sinarmas', '153', [10], 'SINARMAS', 'sinarmas'),
  bank('MUABIDJA', 'Bank Muamalat', '147', [10], 'MUAMALAT', 'muamalat'),
  bank('PDJBIDJA', 'Bank BJB', '110', [13], 'BJB', 'bjb'),
  bank('DBSBIDJA', 'DBS Indonesia', '046', [10], 'DBS', 'dbs'),
  bank('HSBCIDJA', 'HSBC Indonesia', '087', [9, 12], 'HSBC', 'hsbc'),
  bank('SCBLIDJX', 'Standard Chartered', '050', [11], 'STANDARD_CHARTERED', 'standard_chartered'),
  bank('SUNIIDJA', 'SMBC Indonesia (Jenius)', '213', [11], 'BTPN', 'btpn'),
  bank('ATOSIDJ1', 'Bank Jago', '542', [12], 'JAGO', 'artos'),
  bank('SSPIIDJA', 'SeaBank', '535', [12], 'SEABANK', 'seabank'),
  bank('ROYBIDJ1', 'blu by BCA Digital', '501', [12], 'BCA_DIGITAL', 'bca_digital'),
  bank('YUDBIDJ1', 'Bank Neo Commerce', '490', [16], 'BNC', 'neo_commerce'),
]
