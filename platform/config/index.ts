/** The environment is read once, here, and every fault is reported at once. A module declares a
 *  {@link section}; compose hands it the parsed values. Nothing else reads the environment. */
export { environment } from './environment.ts'
export { choice, type ConfigField, flag, integer, path, secret, text } from './fields.ts'
export {
  type ConfigFault,
  ConfigFaults,
  parseSections,
  section,
  type Section,
  type Values,
} from './section.ts'
