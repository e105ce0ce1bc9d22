import type { Http } from '../../platform/http/index.ts'
import type { Media } from './index.ts'
import { mountFiles } from './serve/mount-files.ts'
import { mountUploads } from './uploads/mount-uploads.ts'

export function mountMedia(http: Http, media: Media): void {
  mountUploads(http, media)
  mountFiles(http, media)
}
