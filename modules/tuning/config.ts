import { integer, section, type Values } from '../../platform/config/index.ts'

export const tuningConfig = section('TUNING', {
  READ_MINUTES: integer({
    min: 1,
    max: 1440,
    default: 10,
    about: 'how often running experiments are read, and arms that are worse beyond a bound are stopped',
  }),
  FIGURE_DAYS: integer({
    min: 7,
    max: 400,
    default: 30,
    about: 'days that the operators’ live figures of the feed go back',
  }),
})
export type TuningConfig = Values<(typeof tuningConfig)['fields']>
