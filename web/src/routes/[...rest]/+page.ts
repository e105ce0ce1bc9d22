import { error } from '@sveltejs/kit'

/** An address that no page has. Without this route the router would ask the server again and again. */
export function load(): never {
  error(404, 'not found')
}
