/** Sessions of the whole editor that the tests play in a real browser. */
import { createEditor, type Editor } from '../editor.svelte.ts'
import { listDrafts } from '../keep/drafts.ts'
import { session } from '#shell/session.svelte.ts'
import type { ShotLook } from '../project/changes.ts'
import { filterOf } from '../project/filters.ts'
import { newId, newProject, stickerLayer, textLayer } from '../project/project.ts'

const file = async (name: string, type: string): Promise<File> =>
  new File([await (await fetch(`/files/${name}`)).arrayBuffer()], name, { type })

async function until(what: () => boolean, why: string): Promise<void> {
  const deadline = performance.now() + 15_000
  while (!what()) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${why}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
const opened = (editor: Editor): Promise<void> => until(() => editor.state !== 'opening', 'opening')
const canvas = (): HTMLCanvasElement => {
  const found = document.querySelector('canvas')
  if (!found) throw new Error('the page has no canvas')
  return found
}
function colour(): string {
  const { data } =
    canvas()
      .getContext('2d')
      ?.getImageData(canvas().width / 2, canvas().height / 4, 1, 1) ?? {}
  const [r = 0, g = 0, b = 0] = data ?? []
  const names: [string, boolean][] = [
    ['red', r > 200 && g < 60 && b < 60],
    ['lime', g > 200 && r < 60 && b < 60],
    ['blue', b > 200 && r < 60 && g < 60],
    ['white', r > 200 && g > 200 && b > 200],
  ]
  return names.find(([, is]) => is)?.[0] ?? `${r} ${g} ${b}`
}

async function begun(): Promise<Editor> {
  const editor = createEditor()
  await opened(editor)
  await editor.addFiles([await file('red.mp4', 'video/mp4'), await file('green.png', 'image/png')])
  return editor
}

/** Files in, changes, undo, the picture at the playhead, playing, small pictures, waveform. */
async function edit(): Promise<unknown> {
  const editor = createEditor()
  await opened(editor)
  editor.attach(canvas())
  const added = await editor.addFiles([
    await file('red.mp4', 'video/mp4'),
    await file('green.png', 'image/png'),
    await file('song.wav', 'audio/wav'),
    await file('words.mp4', 'video/mp4'),
  ])
  const told = {
    refused: added.flatMap(({ refused }) => (refused ? [refused.code] : [])),
    size: [editor.project.width, editor.project.height, editor.project.frameRate],
    shots: editor.project.shots.length,
    tracks: editor.project.tracks.length,
    durationMs: editor.durationMs,
    undoLabel: editor.undoLabel !== undefined,
  }
  await until(() => colour() === 'red', 'the first picture')
  editor.seek(4000)
  await until(() => colour() === 'lime', 'the second')
  const words = textLayer(
    newId(),
    '███',
    { startMs: 3500, endMs: 6000, y: 0.25 },
    { size: 0.2, back: 'none' },
  )
  editor.apply({ do: 'layer-add', layer: words }, 'text')
  await until(() => colour() === 'white', 'the text')
  editor.undo()
  await until(() => colour() === 'lime', 'no text')
  editor.redo()
  await until(() => colour() === 'white', 'the text again')
  editor.seek(200)
  editor.play()
  await until(() => editor.atMs > 900, 'playing')
  editor.pause()
  const stoppedAt = editor.atMs
  await new Promise((resolve) => setTimeout(resolve, 150))
  const stays = editor.atMs === stoppedAt
  editor.seek(5700)
  editor.play()
  await until(() => !editor.playing, 'the end')
  const [red] = editor.project.parts
  const pictures: number[] = []
  for await (const { ms, bitmap } of editor.thumbnails(red?.id ?? '', 1000, 48)) {
    if (bitmap.height === 48) pictures.push(ms)
    bitmap.close()
  }
  const wave = await editor.waveform(red?.id ?? '')
  const still = await editor.still(4000, 90)
  const capability = await editor.capability()
  const ended = editor.atMs
  await editor.close()
  return {
    ...told,
    stays,
    ended,
    pictures,
    wave: [wave.length, Math.max(...wave) > 0.05],
    still: [still.width, still.height],
    here: capability.here,
  }
}

/** Kept, closed, opened again: everything is there, undo too; then finished from what was kept. */
async function reopen(): Promise<unknown> {
  const first = await begun()
  first.rename('Senja')
  first.apply({ do: 'shot-look', shot: 'every', look: { mirror: true } }, 'mirror')
  await until(() => first.keeping === 'kept', 'keeping')
  const before = JSON.stringify(first.project)
  await first.close()
  const again = createEditor({ draftId: first.draftId })
  await opened(again)
  const isSame =
    JSON.stringify({ ...again.project, parts: [] }) === JSON.stringify({ ...JSON.parse(before), parts: [] })
  const label = again.undoLabel
  again.undo()
  const isUndone = again.project.shots.every(({ mirror }) => !mirror)
  const places = again.project.parts.map(({ id }) => again.place(id))
  await until(() => again.project.parts.every(({ id }) => again.place(id) === 'here'), 'the files')
  const running = again.export()
  const made = await running.result
  await fetch('/made/reopened', { method: 'POST', body: made })
  const drafts = await listDrafts('')
  const told = {
    isSame,
    label,
    isUndone,
    places,
    title: again.title,
    phase: running.phase,
    progress: running.progress,
  }
  await again.close()
  return { ...told, listed: drafts.some(({ id, title }) => id === again.draftId && title === 'Senja') }
}

/** For tests with several pages: one that stays open. */
let kept: Editor | undefined
async function beginAndStay(): Promise<unknown> {
  kept = await begun()
  await until(() => kept?.keeping === 'kept', 'keeping')
  return kept.draftId
}
async function openAndStay(draftId: string): Promise<unknown> {
  kept = createEditor({ draftId })
  await opened(kept)
  // Asked after the editor asked, and so answered after it: whether another tab has the draft.
  await navigator.locks.query()
  await navigator.locks.query()
  return tellStay()
}
function tellStay(): unknown {
  return {
    state: kept?.state,
    writable: kept?.writable,
    shots: kept?.project.shots.length,
    keeping: kept?.keeping,
  }
}
async function takeAndTell(): Promise<unknown> {
  kept?.takeOver()
  await until(() => kept?.writable === true, 'writing')
  return tellStay()
}
/** And leaves at once, as a crash does. */
function change(): unknown {
  const [shot] = kept?.project.shots ?? []
  return kept?.apply({ do: 'shot-remove', shot: shot?.id ?? '' }, 'remove')
}

async function forget(): Promise<unknown> {
  const first = await begun()
  await until(() => first.keeping === 'kept', 'keeping')
  await until(() => first.project.parts.every(({ sha256 }) => sha256 !== null), 'fingerprints')
  await until(() => first.keeping === 'kept', 'keeping')
  await first.close()
  // What a browser short of room does: files go, the rows stay.
  const root = await navigator.storage.getDirectory()
  await root.removeEntry('panggung-editor', { recursive: true })
  const again = createEditor({ draftId: first.draftId })
  await opened(again)
  await until(() => again.missing.length === 2, 'the files are missed')
  const reason = (await again.capability()).reason
  const video = again.missing.find(({ kind }) => kind === 'video')
  const other = new File([await (await file('blue.webm', 'video/webm')).arrayBuffer()], 'red.mp4')
  const isOther = await again.provide(video?.id ?? '', other)
  const isIt = await again.provide(video?.id ?? '', await file('red.mp4', 'video/mp4'))
  await until(() => again.missing.length === 1, 'one is back')
  await again.close()
  return { reason, isOther, isIt }
}

/** A window that may keep nothing. */
async function unkept(): Promise<unknown> {
  Object.defineProperty(globalThis, 'indexedDB', {
    value: {
      open() {
        throw new DOMException('denied', 'SecurityError')
      },
    },
  })
  navigator.storage.getDirectory = () => Promise.reject(new DOMException('denied', 'SecurityError'))
  const editor = await begun()
  await until(() => editor.keeping === 'failed', 'failing')
  const able = await editor.capability()
  const told = { code: editor.keepingFault?.code, shots: editor.project.shots.length, here: able.here }
  await editor.close()
  return told
}

/** The same clip twice: made in this browser, and on the stage from its files. */
async function bothWays(): Promise<unknown> {
  const editor = createEditor()
  await opened(editor)
  await editor.addFiles([
    await file('red.mp4', 'video/mp4'),
    await file('blue.webm', 'video/webm'),
    await file('quarters.png', 'image/png'),
    await file('song.wav', 'audio/wav'),
  ])
  const [red, blue, quarters] = editor.project.shots
  const look = (shot: string | undefined, of: Partial<ShotLook>): boolean =>
    editor.apply({ do: 'shot-look', shot: shot ?? '', look: of }, 'look')
  look(red?.id, { filter: filterOf('old') })
  look(blue?.id, { speed: 2, fit: 'fit' })
  // Over the picture, where nothing else is heard.
  const [song] = editor.project.tracks
  editor.apply({ do: 'track-look', track: song?.id ?? '', look: { startMs: 4000 } }, 'song')
  const crop = { x: 0, y: 0, width: 1, height: 0.5 }
  look(quarters?.id, { turn: 90, mirror: true, fit: 'fit', crop })
  const words = textLayer(newId(), 'SENJA', { startMs: 500, endMs: 2500, y: 0.25, turn: 10 }, { size: 0.08 })
  editor.apply({ do: 'layer-add', layer: { ...words, enter: 'rise' } }, 'text')
  const heart = stickerLayer(newId(), 'heart', { startMs: 1000, endMs: 6000, y: 0.7 })
  editor.apply({ do: 'layer-add', layer: heart }, 'sticker')
  const here = await editor.export().result
  await fetch('/made/here', { method: 'POST', body: here })
  const rendering = editor.renderOnServer()
  const uploadId = await rendering.result.catch((error: unknown) => {
    throw new Error(`${rendering.fault?.code}: ${rendering.fault?.text} (${String(error)})`)
  })
  const told = {
    uploadId,
    phase: rendering.phase,
    progress: rendering.progress,
    sent: editor.project.parts.every((part) => part.uploadId !== null),
    synced: editor.synced,
    durationMs: editor.durationMs,
    draftId: editor.draftId,
  }
  await until(() => editor.keeping === 'kept', 'keeping')
  await editor.close()
  return told
}

/** The same duet twice: a stretch of a clip faster, cropped and coloured, another's beside it, words, two sounds. */
async function duetBothWays(): Promise<unknown> {
  const editor = createEditor({ project: newProject({ width: 540, height: 960 }) })
  await opened(editor)
  await editor.addFiles([
    await file('moving.mp4', 'video/mp4'),
    await file('song.wav', 'audio/wav'),
    await file('hum.wav', 'audio/wav'),
  ])
  await editor.addFiles([await file('other.mp4', 'video/mp4')], { asParts: true })
  const other = editor.project.parts.at(-1)
  const [first] = editor.project.shots
  const [song, hum] = editor.project.tracks
  const did = editor.apply(
    {
      do: 'all',
      changes: [
        { do: 'shot-trim', shot: first?.id ?? '', fromMs: 400, toMs: 3400 },
        { do: 'shot-split', atMs: 1800, newId: 'second' },
        {
          do: 'shot-look',
          shot: first?.id ?? '',
          look: {
            speed: 1.5,
            crop: { x: 0.1, y: 0.2, width: 0.8, height: 0.5 },
            filter: filterOf('dusk'),
          },
        },
        { do: 'shot-look', shot: 'second', look: { mirror: true, volume: 0.4 } },
        { do: 'frame', frame: { kind: 'side', other: other?.id ?? '', otherVolume: 0.5, own: 'top' } },
        {
          do: 'layer-add',
          layer: {
            ...textLayer(newId(), 'Duet di pasar', { startMs: 300, endMs: 1700, y: 0.5 }, { back: 'box' }),
            enter: 'fade',
          },
        },
        { do: 'track-look', track: song?.id ?? '', look: { startMs: 500, fromMs: 100, toMs: 900 } },
        { do: 'track-look', track: hum?.id ?? '', look: { startMs: 900, volume: 0.7 } },
      ],
    },
    'a duet',
  )
  const here = await editor.export().result
  await fetch('/made/duet-here', { method: 'POST', body: here })
  const rendering = editor.renderOnServer()
  const uploadId = await rendering.result.catch((error: unknown) => {
    throw new Error(`${rendering.fault?.code}: ${rendering.fault?.text} (${String(error)})`)
  })
  const { durationMs, project } = editor
  await editor.close()
  return { uploadId, did, durationMs, shots: project.shots.length }
}

/** On a device that has neither the draft nor its files. */
async function elsewhere(draftId: string): Promise<unknown> {
  kept = createEditor({ draftId })
  await opened(kept)
  const editor = kept
  editor.attach(canvas())
  await until(() => editor.project.parts.every(({ id }) => editor.place(id) === 'server'), 'the files')
  editor.seek(1500)
  await until(() => !/^0 0 0$/.test(colour()), 'a picture from the stage')
  return {
    shots: editor.project.shots.length,
    synced: editor.synced,
    rasters: editor.project.layers.map(({ raster }) => raster),
  }
}
async function changeAndSync(title: string): Promise<unknown> {
  kept?.rename(title)
  await kept?.sync()
  return { synced: kept?.synced, title: kept?.title }
}
/** Changed and left in the same moment. */
async function changeAndClose(title: string): Promise<unknown> {
  kept?.rename(title)
  await Promise.all([kept?.close(), kept?.close()])
  const rows = await listDrafts(session.me?.id ?? '')
  return rows.find(({ id }) => id === kept?.draftId)?.isDirty
}
async function titleOf(draftId: string): Promise<unknown> {
  const editor = createEditor({ draftId })
  await opened(editor)
  const { title } = editor
  await editor.close()
  return title
}
async function settle(how: string): Promise<unknown> {
  if (how === 'mine') await kept?.keepMine()
  else await kept?.takeTheirs()
  await until(() => kept?.keeping === 'kept', 'keeping')
  const drafts = await listDrafts(session.me?.id ?? '')
  return { synced: kept?.synced, title: kept?.title, here: drafts.map(({ title }) => title).sort() }
}

/** In a browser without WebCodecs (or on a page without TLS): seen by the browser's player, made by the stage. */
async function withoutCodecs(): Promise<unknown> {
  const editor = createEditor()
  await opened(editor)
  editor.attach(canvas())
  const added = await editor.addFiles([
    await file('red.mp4', 'video/mp4'),
    await file('blue.webm', 'video/webm'),
  ])
  editor.apply({ do: 'shot-look', shot: 'every', look: { fit: 'fill' } }, 'fill')
  await until(() => colour() === 'red', 'the first picture')
  editor.seek(3500)
  await until(() => colour() === 'blue', 'the second')
  editor.seek(0)
  editor.play()
  await until(() => editor.atMs > 3300, 'playing')
  await until(() => colour() === 'blue', 'the second, playing')
  editor.pause()
  const [red] = editor.project.parts
  const wave = await editor.waveform(red?.id ?? '')
  const { here, reason, text } = await editor.capability()
  const fault = await editor.export().result.then(
    () => 'made',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : 'unknown'),
  )
  await editor.close()
  return {
    refused: added.filter(({ refused }) => refused).length,
    loud: Math.max(...wave) > 0.05,
    here,
    reason,
    isTold: text.length > 20,
    fault,
  }
}

export const sessions = {
  withoutCodecs,
  bothWays,
  duetBothWays,
  elsewhere,
  changeAndSync,
  changeAndClose,
  titleOf,
  settle,
  edit,
  reopen,
  beginAndStay,
  openAndStay,
  tellStay,
  takeAndTell,
  change,
  forget,
  unkept,
}
