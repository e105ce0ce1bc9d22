/** A clip as those see it who learn from what is watched. */
import type { ClipFacts } from '../recommend/index.ts'
import { foldWords } from '../tastes/index.ts'
import type { Clip } from './catalogue.ts'

export const factsOf = (clip: Clip): ClipFacts => ({
  id: clip.id,
  ownerId: clip.owner.id,
  soundId: clip.sound?.id,
  tags: clip.tags.map(foldWords),
  langs: (clip.captions ?? []).map(({ lang }) => lang.slice(0, 2)),
  durationMs: clip.durationMs,
  createdMs: clip.createdAt.getTime(),
  feel: { ...clip.feel, width: clip.width, height: clip.height },
})
