/** Where files are kept: on a disk, in an S3 bucket, or in several places at once while they move. */
export { storageConfig, type StorageConfig } from './config.ts'
export { diskStorage, syncFolder } from './disk.ts'
export { openStorage } from './open.ts'
export { type Places, places } from './places.ts'
export { s3Storage, type S3StorageOptions } from './s3.ts'
export {
  type ByteRange,
  NoSuchFile,
  OtherContent,
  type Storage,
  type StoredFile,
  type Stored,
  StorageFault,
  StorageFull,
} from './storage.ts'
