/** Changes of the main track. */
import type { Change } from './changes.ts'
import { shotIn } from './clamp.ts'
import { type Layer, LIMITS, type Project, type Shot, SHORTEST_MS, type Track } from './project.ts'
import { isSame } from './same.ts'
import { placeAt, shotMs, type Span, spansOf } from './timeline.ts'

type ShotChange = Extract<Change, { do: `shot-${string}` }>

export function changedShots(project: Project, change: ShotChange): Project {
  const shots = shotsAfter(project, change)
  if (!shots || shots.length > LIMITS.shots) return project
  const after = { ...project, shots }
  return change.do === 'shot-split' || change.do === 'shot-join' ? after : carried(project, after)
}

function shotsAfter(project: Project, change: ShotChange): Shot[] | undefined {
  const { shots } = project
  if (change.do === 'shot-add') {
    const shot = shotIn(project, change.shot)
    if (!shot || shots.some(({ id }) => id === shot.id)) return undefined
    return inserted(shots, change.at ?? shots.length, shot)
  }
  if (change.do === 'shot-split') return split(project, change.atMs, change.newId)
  if (change.do === 'shot-look') {
    const named = change.shot === 'every' ? shots : shots.filter(({ id }) => id === change.shot)
    return replaced(
      project,
      named.map((shot) => ({ ...shot, ...change.look })),
    )
  }
  const index = shots.findIndex(({ id }) => id === change.shot)
  const shot = shots[index]
  if (!shot) return undefined
  switch (change.do) {
    case 'shot-trim': {
      const keep = change.toMs === undefined ? 'to' : 'from'
      const trimmed = shotIn(
        project,
        { ...shot, fromMs: change.fromMs ?? shot.fromMs, toMs: change.toMs ?? shot.toMs },
        keep,
      )
      return trimmed && replaced(project, [trimmed])
    }
    case 'shot-join':
      return joined(shots, index)
    case 'shot-move': {
      const without = shots.filter((one) => one !== shot)
      const to = Math.min(Math.max(0, Math.round(change.to)), without.length)
      return to === index ? undefined : inserted(without, to, shot)
    }
    case 'shot-remove':
      return shots.filter((one) => one !== shot)
    case 'shot-duplicate':
      if (shots.some(({ id }) => id === change.newId)) return undefined
      return inserted(shots, index + 1, { ...shot, id: change.newId })
  }
}

const inserted = (shots: readonly Shot[], at: number, shot: Shot): Shot[] => {
  const index = Math.min(Math.max(0, Math.round(at)), shots.length)
  return [...shots.slice(0, index), shot, ...shots.slice(index)]
}

/** With these in place of the ones of the same id; nothing when all are as they were. */
function replaced(project: Project, fresh: readonly Shot[]): Shot[] | undefined {
  let differs = false
  const shots = project.shots.map((shot) => {
    const other = fresh.find(({ id }) => id === shot.id)
    const next = other && shotIn(project, other)
    if (!next || isSame(next, shot)) return shot
    differs = true
    return next
  })
  return differs ? shots : undefined
}

function split(project: Project, atMs: number, newId: string): Shot[] | undefined {
  const place = placeAt(project, atMs)
  if (!place || project.shots.some(({ id }) => id === newId)) return undefined
  const { shot, index } = place
  const cut = Math.round(place.partMs)
  if (cut - shot.fromMs < SHORTEST_MS || shot.toMs - cut < SHORTEST_MS) return undefined
  return [
    ...project.shots.slice(0, index),
    { ...shot, toMs: cut },
    { ...shot, id: newId, fromMs: cut },
    ...project.shots.slice(index + 1),
  ]
}

function joined(shots: readonly Shot[], index: number): Shot[] | undefined {
  const [shot, next] = [shots[index], shots[index + 1]]
  if (!shot || !next || next.fromMs !== shot.toMs) return undefined
  if (!isSame({ ...next, id: shot.id, fromMs: shot.fromMs, toMs: shot.toMs }, shot)) return undefined
  return [...shots.slice(0, index), { ...shot, toMs: next.toMs }, ...shots.slice(index + 2)]
}

/** Layers and voices that lie wholly over one shot go where it goes, by the moment of its part that they began at; what
 *  spans several shots, and music, stays where it is in the clip. */
function carried(before: Project, after: Project): Project {
  const old = spansOf(before)
  const fresh = new Map(spansOf(after).map((span) => [span.shot.id, span]))
  const layers = before.layers.map((layer): Layer => {
    const startMs = movedTo(old, fresh, layer.startMs, layer.endMs)
    return startMs === undefined || startMs === layer.startMs
      ? layer
      : { ...layer, startMs, endMs: startMs + layer.endMs - layer.startMs }
  })
  const tracks = before.tracks.map((track): Track => {
    if (track.kind !== 'voice') return track
    const startMs = movedTo(old, fresh, track.startMs, track.startMs + track.toMs - track.fromMs)
    return startMs === undefined || startMs === track.startMs ? track : { ...track, startMs }
  })
  return { ...after, layers, tracks }
}

function movedTo(
  old: readonly Span[],
  fresh: ReadonlyMap<string, Span>,
  startMs: number,
  endMs: number,
): number | undefined {
  const span = old.find((one) => startMs >= one.startMs && endMs <= one.endMs + 1)
  const next = span && fresh.get(span.shot.id)
  if (!span || !next) return undefined
  const partMs = span.shot.fromMs + (startMs - span.startMs) * span.shot.speed
  const kept = Math.min(Math.max(partMs, next.shot.fromMs), next.shot.toMs)
  const at = next.startMs + (kept - next.shot.fromMs) / next.shot.speed
  const last = next.startMs + Math.max(0, shotMs(next.shot) - SHORTEST_MS)
  return Math.round(Math.min(at, Math.max(last, next.startMs)))
}
