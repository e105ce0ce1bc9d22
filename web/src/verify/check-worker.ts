/** Runs the verifier beside the page, so that a long statement does not freeze it. */
import * as verifier from '$verifier'

export interface Task {
  readonly text: string
  readonly options: verifier.Options
}

addEventListener('message', (event: MessageEvent<Task>) => {
  void verifier.verifyStatement(event.data.text, event.data.options).then((report) => postMessage(report))
})
