/** Entry of the trainer's thread. */
import { work } from './thread.ts'

work()
