/** The HTTP edge. A route's contract says what comes in and goes out; everything that goes wrong leaves through one
 *  envelope: `{ error: { code, message, requestId } }`, in the caller's language. */
export { hasAlready } from './etag.ts'
export { type Caller, chosenLang, type Identify, langCookie, langOf } from './caller.ts'
export {
  type Handler,
  type Http,
  type HttpOptions,
  type OpenHandler,
  createHttp,
  Prepared,
} from './server.ts'
export { openapi } from './openapi.ts'
