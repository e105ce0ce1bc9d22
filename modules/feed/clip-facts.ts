/** A clip as those see it who learn from what is watched. */
import type { ClipFacts } from '../recommend/index.ts'
import { foldWords } from '../tastes/index.ts'
import type { Clip } from './catalogue.ts'

export const factsOf = ({ id, owner, sound, tags, captions, durationMs, createdAt }: Clip): ClipFacts => ({
  id,
  ownerId: owner.id,
  soundId: sound?.id,
  tags: tags.map(foldWords),
  langs: (captions ?? []).map(({ lang }) => lang.slice(0, 2)),
  durationMs,
  createdMs: createdAt.getTime(),
})
