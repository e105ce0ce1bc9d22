/** The embedded default: an operator carries a file to the bank and enters what the bank reports. */
import type { PayoutProvider } from '../provider.ts'

export const bankFileProvider: PayoutProvider = { id: 'bank-file', kind: 'file' }
