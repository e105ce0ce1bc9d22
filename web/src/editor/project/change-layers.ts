/** Changes of what lies over the shots: layers to be seen, tracks to be heard. */
import type { Change } from './changes.ts'
import { layerIn, restyled, strokeIn, trackIn } from './clamp.ts'
import { type Layer, LIMITS, type Project } from './project.ts'

type LayerChange = Extract<Change, { do: `layer-${string}` }>
type TrackChange = Extract<Change, { do: `track-${string}` }>

export function changedLayers(project: Project, change: LayerChange): Project {
  const { layers } = project
  const withLayers = (next: Layer[]): Project => ({ ...project, layers: next })
  if (change.do === 'layer-add') {
    const { id } = change.layer
    if (layers.length >= LIMITS.layers || layers.some((one) => one.id === id)) return project
    return withLayers([...layers, layerIn(change.layer)])
  }
  const index = layers.findIndex(({ id }) => id === change.layer)
  const layer = layers[index]
  if (!layer) return project
  const without = layers.filter((one) => one !== layer)
  switch (change.do) {
    case 'layer-look': {
      const next = restyled(layer, change.look)
      const asItWas = JSON.stringify({ ...next, raster: layer.raster }) === JSON.stringify(layer)
      return asItWas ? project : withLayers(layers.with(index, next))
    }
    case 'layer-order': {
      const to = Math.min(Math.max(0, Math.round(change.to)), without.length)
      return to === index ? project : withLayers([...without.slice(0, to), layer, ...without.slice(to)])
    }
    case 'layer-stroke':
      if (layer.kind !== 'drawing' || layer.strokes.length >= LIMITS.strokes) return project
      if (change.stroke.points.length < 2) return project
      return withLayers(
        layers.with(index, { ...layer, raster: null, strokes: [...layer.strokes, strokeIn(change.stroke)] }),
      )
    case 'layer-remove':
      return withLayers(without)
    case 'layer-duplicate': {
      if (layers.length >= LIMITS.layers || layers.some(({ id }) => id === change.newId)) return project
      // Beside the first, so that it is seen that there are two.
      const copy = layerIn({ ...layer, id: change.newId, x: layer.x + 0.04, y: layer.y + 0.04 })
      return withLayers([...layers.slice(0, index + 1), copy, ...layers.slice(index + 1)])
    }
  }
}

export function changedTracks(project: Project, change: TrackChange): Project {
  const { tracks } = project
  if (change.do === 'track-add') {
    const track = trackIn(project, change.track)
    if (!track || tracks.length >= LIMITS.tracks || tracks.some(({ id }) => id === track.id)) return project
    return { ...project, tracks: [...tracks, track] }
  }
  const index = tracks.findIndex(({ id }) => id === change.track)
  const track = tracks[index]
  if (!track) return project
  if (change.do === 'track-remove') return { ...project, tracks: tracks.filter((one) => one !== track) }
  const keep = change.look.toMs === undefined && change.look.fromMs !== undefined ? 'to' : 'from'
  const next = trackIn(project, { ...track, ...change.look }, keep)
  if (!next || JSON.stringify(next) === JSON.stringify(track)) return project
  return { ...project, tracks: tracks.with(index, next) }
}
