import { number } from '#i18n/words.svelte.ts'

/** Every digit of a setting, with the language's own decimal sign: {@link number} rounds. */
export const exactText = (value: number): string =>
  String(value).replace('.', number(0.5).charAt(1)).replace('-', '−')
