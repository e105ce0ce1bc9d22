import type { Reply } from '#api/routes.ts'

export type Judged = Reply<'GET /v1/admin/videos/:videoId/age'>
export type Ruling = Judged['rulings'][number]
