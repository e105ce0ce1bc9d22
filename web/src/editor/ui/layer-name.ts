/** How a layer is called where it cannot be seen: in lists, by screen readers. */
import { t } from '#i18n/words.svelte.ts'
import type { Layer } from '../project/project.ts'

export function layerName(layer: Layer): string {
  if (layer.kind === 'text') {
    const words = layer.text.trim().replaceAll(/\s+/g, ' ')
    return words === '' ? t('editor.layer.emptyText') : t('editor.layer.text', { words: shortened(words) })
  }
  return t(layer.kind === 'sticker' ? 'editor.layer.sticker' : 'editor.layer.drawing')
}

const shortened = (words: string): string =>
  [...words].length > 24 ? `${[...words].slice(0, 23).join('')}…` : words
