/** `Upload-Metadata` of tus: `key base64,key base64`, a value may be left out. Pure. */
import { zUuid } from '../../../platform/contract.ts'
import { refuse } from '../../../platform/errors.ts'
import type { AssetKind, Upload } from '../asset.ts'
import { uploadRefusals, zPurpose } from '../contract.ts'
import type { Announced } from './check-file.ts'

/** Name and type as the client calls them: for people, and to turn away early what is surely no video.
 *  @throws Refusal when it can't be read */
export function readMetadata(
  header: string | string[] | undefined,
): Pick<Announced, 'id' | 'name' | 'type'> & { purpose: AssetKind } {
  const found = typeof header === 'string' ? parse(header) : new Map<string, string>()
  const purpose = zPurpose.safeParse(found.get('purpose') ?? 'clip')
  const given = found.get('id')
  const id = zUuid.safeParse(given)
  return {
    name: plain(found.get('filename') ?? found.get('name'), 200),
    type: plain(found.get('filetype') ?? found.get('type'), 100).toLowerCase(),
    purpose: purpose.data ?? refuse(uploadRefusals.upload_bad_request),
    id: given === undefined ? undefined : (id.data ?? refuse(uploadRefusals.upload_bad_request)),
  }
}

/** As {@link readMetadata} would read it again. */
export const writeMetadata = ({ fileName, fileType, purpose }: Upload): string =>
  Object.entries({ filename: fileName, filetype: fileType, purpose })
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`.trimEnd())
    .join(',')

function parse(header: string): Map<string, string> {
  const found = new Map<string, string>()
  if (header.length > 4000) refuse(uploadRefusals.upload_bad_request)
  for (const pair of header.split(',')) {
    const [, key, value = ''] = /^\s*([^\s,]+)(?: ([A-Za-z0-9+/]*={0,2}))?\s*$/.exec(pair) ?? []
    if (key === undefined || found.has(key)) return refuse(uploadRefusals.upload_bad_request)
    found.set(key, Buffer.from(value, 'base64').toString())
  }
  return found
}

/** PostgreSQL takes no NUL, and a name with control characters is no name. */
const plain = (text: string | undefined, max: number): string =>
  (text ?? '')
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f]/g, '')
    .slice(0, max)
