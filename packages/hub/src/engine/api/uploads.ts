import type { Readable } from 'node:stream'
import type {
  CommandId,
  HouseholdId,
  Receipt,
  TrackId,
  UploadCommand,
  UploadId,
  UploadView,
} from '@baton/protocol'
import type { Principal } from './principal.ts'

/** An upload, and how much of it has come. */
export interface UploadReading {
  readonly upload: UploadView
  readonly receivedBytes: number
}

/** What is said of a file before its bytes travel. */
export type AnnouncedFile = Omit<Extract<UploadCommand, { type: 'upload.begin' }>, 'type'>

/** Some bytes of a file. */
export interface UploadPart {
  readonly bytes: Readable
  /** What they come to, so that what was damaged on its way is not kept. */
  readonly checksum?: { readonly algorithm: 'sha1' | 'sha256' | 'md5'; readonly digest: Buffer } | undefined
}

/**
 * Files on their way in. docs/protocol/uploads.md. Bytes are taken from whoever began the upload; everybody who may see
 * it is told how far it is. What is refused is thrown, with a code.
 */
export interface UploadIntake {
  readonly maxBytes: number
  /** Refuses what the library has, what is too large, and what there is no room for, before any bytes travel. */
  begin(
    principal: Principal,
    file: AnnouncedFile,
    commandId?: CommandId,
  ): Promise<UploadReading & { readonly receipt: Extract<Receipt, { outcome: 'accepted' }> }>
  all(principal: Principal): Promise<readonly UploadReading[]>
  /** Throws `upload.not-found` for one that the caller did not begin. */
  one(principal: Principal, uploadId: UploadId): Promise<UploadReading>
  known(
    principal: Principal,
    files: readonly { readonly sha256: string; readonly sizeBytes: number }[],
  ): Promise<readonly { readonly sha256: string; readonly trackId: TrackId }[]>
  /**
   * The bytes from `offset` on. Whoever sends them anew takes the place of a sender who was cut off. With the last of
   * them the file is checked, and what is wrong with it is thrown.
   */
  append(principal: Principal, uploadId: UploadId, offset: number, part: UploadPart): Promise<UploadReading>
  /** The numbered part of a file that comes in parts; the same part again takes the place of the former. */
  putChunk(principal: Principal, uploadId: UploadId, nth: number, part: UploadPart): Promise<UploadReading>
  /** All parts of a file were sent: it is checked. */
  finalize(principal: Principal, uploadId: UploadId): Promise<UploadReading>
  /** Waits until the upload is over, at most `withinMs`: the track is in the library, or why not is known. */
  settled(principal: Principal, uploadId: UploadId, withinMs: number): Promise<UploadReading>
  cancel(
    principal: Principal,
    uploadId: UploadId,
    commandId?: CommandId,
  ): Promise<Extract<Receipt, { outcome: 'accepted' }>>
}

/** How files are looked at before the library takes them. */
export interface MusicProbe {
  /** Why the hub cannot play it, or what it says of itself. */
  look(path: string): Promise<ProbedMusic>
  /** Whether a scan passes over everything of this name. */
  passesOver(name: string): boolean
}

export type ProbedMusic =
  | { readonly kind: 'not-audio' | 'damaged' }
  | {
      readonly kind: 'music'
      readonly artist: string | null
      readonly album: string | null
      readonly albumArtist: string | null
      /** With the dot: what the content is, whatever the name says. */
      readonly extension: string
    }

/** Reads what was put into a household's folder for uploads, and tells nobody what it did not ask. */
export interface UploadedMusic {
  /** Adds the folder to the household's music if it is new there. What lies below `under` is read soon. */
  look(householdId: HouseholdId, folder: string, under: string): Promise<{ readonly folderId: string }>
}
