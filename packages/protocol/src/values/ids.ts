import { z } from 'zod'

/**
 * Lower-case UUID text. Every thing that Baton names by an id is named by one of these. Others may write it in upper
 * case: what is read by a schema of this file is folded, in bodies, paths, queries and names of rooms.
 */
const uuid = z.guid().toLowerCase()

export const HouseholdId = uuid.brand<'HouseholdId'>()
export type HouseholdId = z.infer<typeof HouseholdId>

/** The partition of what crosses households. It has a log like a household, and nobody lives there. */
export const INSTALLATION = '00000000-0000-0000-0000-000000000000' as HouseholdId

/** Of a path, where it need not have the form of an id: it names something, or nothing is found. */
export const NameInPath = z.string().max(200).toLowerCase()

export const UserId = uuid.brand<'UserId'>()
export type UserId = z.infer<typeof UserId>

/** One playback session per user: created with the user, gone with the user. */
export const SessionId = uuid.brand<'SessionId'>()
export type SessionId = z.infer<typeof SessionId>

export const DeviceId = uuid.brand<'DeviceId'>()
export type DeviceId = z.infer<typeof DeviceId>

export const TrackId = uuid.brand<'TrackId'>()
export type TrackId = z.infer<typeof TrackId>

export const AlbumId = uuid.brand<'AlbumId'>()
export type AlbumId = z.infer<typeof AlbumId>

export const ArtistId = uuid.brand<'ArtistId'>()
export type ArtistId = z.infer<typeof ArtistId>

export const PlaylistId = uuid.brand<'PlaylistId'>()
export type PlaylistId = z.infer<typeof PlaylistId>

export const DownloadId = uuid.brand<'DownloadId'>()
export type DownloadId = z.infer<typeof DownloadId>

export const UploadId = uuid.brand<'UploadId'>()
export type UploadId = z.infer<typeof UploadId>

/** Names the content of a picture: the same picture has the same id everywhere. */
export const CoverId = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'CoverId'>()
export type CoverId = z.infer<typeof CoverId>

/** The wait for a tag that is to play something. */
export const LinkingId = uuid.brand<'LinkingId'>()
export type LinkingId = z.infer<typeof LinkingId>

/** What is written on an NFC tag as its number: lower-case hex. Readers write it with separators and capitals, too. */
export const TagId = z
  .string()
  .max(200)
  .overwrite((text) => text.replace(/[\s:.-]/g, '').toLowerCase())
  .regex(/^[0-9a-f]{2,64}$/, 'must be 2 to 64 hexadecimal digits')
  .meta({ examples: ['04a1b2c3d4e5f6'] })
  .brand<'TagId'>()
export type TagId = z.infer<typeof TagId>

/** One place in one queue or playlist. The same track may stand there twice, as two entries. */
export const EntryId = uuid.brand<'EntryId'>()
export type EntryId = z.infer<typeof EntryId>

/** One attempt to hand playback over. Binds the ticket that the receiving device may preload with. */
export const OfferId = uuid.brand<'OfferId'>()
export type OfferId = z.infer<typeof OfferId>

/** What a credential stands for, until it is signed out. */
export const SignInId = uuid

/** Names a log. Numbers of two logs cannot be compared; a restored hub begins a new one. */
export const LogEpoch = z
  .string()
  .regex(/^[a-z0-9]{8,32}$/)
  .brand<'LogEpoch'>()
export type LogEpoch = z.infer<typeof LogEpoch>

/** Chosen by the client: the same id with the same body has one effect, however often it is sent. */
export const CommandId = z.string().min(1).max(128).brand<'CommandId'>()
export type CommandId = z.infer<typeof CommandId>
