import { errorText } from '#api/error-text.ts'
import { toast } from '#ui/toasts.svelte.ts'

/** Does it and says so, or says why not. */
export async function trying(work: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await work()
    if (done !== undefined) toast(done, 'good')
    return true
  } catch (error) {
    toast(errorText(error), 'bad')
    return false
  }
}
