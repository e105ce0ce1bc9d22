/** The item behind an address: of this device, or an upload that arrived from elsewhere (another device, or a draft that
 *  the server made into a clip). */
import { api } from '#api/api.ts'
import { ApiError } from '#api/api-error.ts'
import { session } from '#shell/session.svelte.ts'
import { readCredit, readSound } from './read-origin.ts'
import { tray, type TrayItem } from '../tray.svelte.ts'

export type Found =
  | { readonly kind: 'item'; readonly item: TrayItem }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly error: unknown }

export async function findItem(id: string, query: Pick<URLSearchParams, 'get'>): Promise<Found> {
  await tray.ready()
  // Nobody is logged in: the page says so itself.
  if (!session.me) return { kind: 'none' }
  const form = { credit: readCredit(query), sound: readSound(query) }
  const known = tray.find(id) ?? tray.items.find((one) => one.uploadId === id)
  if (known) {
    if (form.credit && !known.form.credit) known.write({ credit: form.credit })
    if (form.sound && !known.form.sound) known.write({ sound: form.sound })
    return { kind: 'item', item: known }
  }
  try {
    const state = await api('GET /v1/uploads/:uploadId/state', { params: { uploadId: id } })
    if (state.purpose !== 'clip' || state.state === 'expired') return { kind: 'none' }
    const item = tray.adopt(id, {
      name: state.fileName,
      bytes: state.lengthBytes,
      received: state.state !== 'open',
      sentBytes: state.receivedBytes,
      form,
    })
    return { kind: 'item', item }
  } catch (error) {
    if (error instanceof ApiError && error.status > 0 && error.status < 500) return { kind: 'none' }
    return { kind: 'failed', error }
  }
}
