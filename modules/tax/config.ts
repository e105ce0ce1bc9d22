import { path, section, text } from '../../platform/config/index.ts'

export const taxConfig = section('TAX', {
  COUNTRY: text({
    default: 'ID',
    pattern: /^[A-Z]{2}$/,
    about: 'whose tax law is applied: the country of whoever runs the stage, two letters',
  }),
  RULES: path({ default: '', about: 'a JSON file with the tax rules of another country (docs/tax.md)' }),
})
export type TaxConfig = ReturnType<typeof taxConfig.defaults>
