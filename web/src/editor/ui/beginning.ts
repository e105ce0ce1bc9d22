/** How a page of the editor was opened: `?draft=ID`, `?duet=VIDEO`, `?stitch=VIDEO`, `?remix=VIDEO`, `?sound=ID`,
 *  `?photos=1`. Anything that is not an id is left out. */
import type { Credit } from '../project/project.ts'

export interface Beginning {
  readonly draftId?: string
  readonly duet?: string
  readonly stitch?: string
  readonly remix?: string
  readonly soundId?: string
  readonly photos: boolean
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function readBeginning(query: Pick<URLSearchParams, 'get'>): Beginning {
  const id = <N extends string>(name: string, as: N): { [K in N]?: string } => {
    const value = query.get(name)
    return value !== null && UUID.test(value) ? ({ [as]: value.toLowerCase() } as { [K in N]: string }) : {}
  }
  return {
    ...id('draft', 'draftId'),
    ...id('duet', 'duet'),
    ...id('stitch', 'stitch'),
    ...id('remix', 'remix'),
    ...id('sound', 'soundId'),
    photos: query.get('photos') === '1',
  }
}

/** The clip that the new one answers; a draft knows its own. */
export function chosenClip(beginning: Beginning): Credit | undefined {
  if (beginning.draftId) return undefined
  for (const kind of ['duet', 'stitch', 'remix'] as const) {
    const videoId = beginning[kind]
    if (videoId) return { kind, videoId }
  }
  return undefined
}
