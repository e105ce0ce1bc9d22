/** The words of this module. */

export type SoundUse = 'everyone' | 'me'

export interface Sound {
  readonly id: string
  readonly ownerId: string
  readonly title: string
  readonly artist: string
  /** Who may make clips with it. */
  readonly use: SoundUse
  readonly state: 'processing' | 'ready' | 'refused' | 'removed'
  /** Why it was refused; media's explainReason says it in words. */
  readonly reason:
    | { readonly code: string; readonly params: Readonly<Record<string, string | number>> }
    | undefined
  readonly source: 'upload' | 'clip'
  /** The clip whose own sound it is, and that clip's file. */
  readonly sourceVideoId: string | undefined
  readonly sourceAssetId: string | undefined
  readonly uploadId: string | undefined
  readonly assetId: string | undefined
  readonly durationMs: number | undefined
  /** Public clips that use it. */
  readonly clipCount: number
  readonly createdAt: Date
  readonly removedAt: Date | undefined
}

/** Others meet what is ready and for everyone; its owner meets it always. */
export const maySee = (sound: Sound, viewer: string | undefined): boolean =>
  sound.ownerId === viewer || isOpen(sound)

export const mayUse = (sound: Sound, maker: string): boolean =>
  sound.state === 'ready' && (sound.use === 'everyone' || sound.ownerId === maker)

/** Whose files anyone may read who has their address. */
export const isOpen = (sound: Pick<Sound, 'state' | 'use'>): boolean =>
  sound.state === 'ready' && sound.use === 'everyone'
