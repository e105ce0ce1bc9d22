/** The words of this module. */
import type { Project } from './project.ts'

/** What a draft's cover shows: a moment of an own file, or another's clip. */
export interface Cover {
  readonly kind: 'video' | 'picture' | 'clip'
  /** Of the upload, or of the clip. */
  readonly id: string
  readonly atMs: number
}

export interface Draft {
  readonly id: string
  readonly ownerId: string
  readonly title: string
  readonly revision: number
  readonly digest: string
  readonly durationMs: number
  readonly width: number
  readonly height: number
  readonly projectBytes: number
  readonly partsBytes: number
  readonly partUploads: readonly string[]
  readonly cover: Cover | undefined
  readonly deviceKey: string
  readonly device: string | undefined
  readonly createdAt: Date
  readonly changedAt: Date
  readonly removedAt: Date | undefined
}

export type OpenDraft = Draft & { readonly project: Project }

export interface Reason {
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
}

export interface Render {
  readonly id: string
  readonly draftId: string
  readonly ownerId: string
  readonly revision: number
  readonly state: 'waiting' | 'working' | 'done' | 'failed' | 'cancelled'
  readonly percent: number | undefined
  readonly beganAt: Date | undefined
  readonly uploadId: string | undefined
  readonly reason: Reason | undefined
  readonly askedAt: Date
}

/** What a project measures, kept beside it so that a list needs no project. */
export type Measured = Pick<
  Draft,
  'durationMs' | 'width' | 'height' | 'projectBytes' | 'partsBytes' | 'partUploads' | 'cover' | 'digest'
>
