import { api } from '#api/api.ts'
import { ApiError } from '#api/api-error.ts'
import type { TrayItem } from '../tray-item.svelte.ts'

/** Asks the server for a second upload of bytes that it has. @param id of our own choice, so that asking twice makes one
 *  @returns its id, or undefined when it could not */
export async function copyUpload(item: TrayItem, id: string): Promise<string | undefined> {
  const from = item.same?.uploadId
  if (!from) return undefined
  for (let tries = 0; tries < 3; tries++) {
    try {
      const made = await api('POST /v1/uploads/again', { body: { uploadId: from, id }, timeoutMs: 120_000 })
      return made.uploadId
    } catch (error) {
      if (!(error instanceof ApiError) || (error.status > 0 && error.status < 500)) return undefined
    }
  }
  return undefined
}
