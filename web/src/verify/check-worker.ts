/** Runs the verifier beside the page, so that a long statement does not freeze it. */
import { type Options, verifyStatement } from '$verifier'

export interface Task {
  readonly text: string
  readonly options: Options
}

addEventListener('message', (event: MessageEvent<Task>) => {
  void verifyStatement(event.data.text, event.data.options).then((report) => postMessage(report))
})
