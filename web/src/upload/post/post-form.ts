/** What is said of a clip before it is posted. Pure. */
import type { RouteArg, Visibility } from '#api/routes.ts'

export const USES = ['duet', 'stitch', 'remix', 'download'] as const
export type Use = (typeof USES)[number]
export interface Credit {
  readonly kind: 'duet' | 'stitch' | 'remix'
  readonly videoId: string
}

export interface PostForm {
  readonly caption: string
  readonly visibility: Visibility
  readonly isAgeRestricted: boolean
  readonly allow: Readonly<Record<Use, boolean>>
  /** As the field has it, in the local time of the person: `2026-11-24T19:00`; empty for now. */
  readonly publishAt: string
  readonly coverMs: number | undefined
  readonly credit: Credit | undefined
  readonly sound: { readonly soundId: string; readonly fromMs: number } | undefined
  /** Post it as soon as the server has the file. */
  readonly wanted: boolean
}

export const emptyForm: PostForm = {
  caption: '',
  visibility: 'public',
  isAgeRestricted: false,
  allow: { duet: true, stitch: true, remix: true, download: true },
  publishAt: '',
  coverMs: undefined,
  credit: undefined,
  sound: undefined,
  wanted: false,
}

export const CAPTION_MAX = 2200
const DAYS_AHEAD_MAX = 30
const MINUTES_AHEAD_MIN = 2
export type FormFault = 'captionOver' | 'timePast' | 'timeFar'

export function checkForm(form: PostForm, now: Date): FormFault | undefined {
  if ([...form.caption].length > CAPTION_MAX) return 'captionOver'
  if (form.publishAt === '') return undefined
  const at = new Date(form.publishAt).getTime()
  if (!(at > now.getTime())) return 'timePast'
  return at > now.getTime() + DAYS_AHEAD_MAX * 86_400_000 ? 'timeFar' : undefined
}

/** For a time field's `min` and `max`, in local time. */
export function timeBounds(now: Date): { readonly min: string; readonly max: string } {
  return {
    min: localMinute(new Date(now.getTime() + MINUTES_AHEAD_MIN * 60_000)),
    max: localMinute(new Date(now.getTime() + DAYS_AHEAD_MAX * 86_400_000)),
  }
}

/** `2026-11-24T19:00`, in local time. */
export function localMinute(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** Of a clip that not everyone may see, nothing may be made by others: the wish is kept for when everyone may. */
export const mayAllow = ({
  visibility,
  isAgeRestricted,
}: Pick<PostForm, 'visibility' | 'isAgeRestricted'>): boolean => visibility === 'public' && !isAgeRestricted

export function postBody(form: PostForm, uploadId: string): RouteArg<'POST /v1/videos', 'body'> {
  const { caption, visibility, isAgeRestricted, allow, publishAt, coverMs, credit, sound } = form
  return {
    uploadId,
    caption,
    visibility,
    allow: { ...allow },
    ...(isAgeRestricted ? { isAgeRestricted } : {}),
    ...(publishAt === '' ? {} : { publishAt: new Date(publishAt).toISOString() }),
    ...(coverMs === undefined ? {} : { coverMs: Math.round(coverMs) }),
    ...(credit ? { credit } : {}),
    ...(sound ? { sound } : {}),
  }
}
