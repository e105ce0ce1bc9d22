/** The ids of transfers that statements name: made here for whoever makes the transfer and whoever tells of it. */
import { uuidFrom } from '../../platform/ids.ts'

export const creditId = (lineId: string): string => uuidFrom('earnings.credit', lineId)

export const reverseId = (reversalId: string, lineId: string): string =>
  uuidFrom('earnings.reverse', reversalId, lineId)

export const deductId = (deductionId: string, place: 'reserve' | 'pending' | 'available'): string =>
  uuidFrom('earnings.deduct', deductionId, place)

export const collectId = (releaseId: string, deductionId: string): string =>
  uuidFrom('earnings.collect', releaseId, deductionId)

export const giveBackId = (deductionId: string, place: 'reserve' | 'pending' | 'available'): string =>
  uuidFrom('earnings.give-back', deductionId, place)
