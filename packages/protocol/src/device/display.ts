import { z } from 'zod'
import { Hashtag, Sqid } from '../artwork/artwork.ts'
import { PostChannel } from '../artwork/queries.ts'
import { VisibleText } from '../values/text.ts'

/** The public number of an artwork. */
const PostNumber = z.int().min(1).max(Number.MAX_SAFE_INTEGER)

/** What a display can be told to do, where it says that it can. */
export const DISPLAY_COMMANDS = [
  'swap_next',
  'swap_back',
  'show_artwork',
  'play_channel',
  'set_paused',
  'set_brightness',
  'set_rotation',
  'set_mirror',
] as const
export const DisplayCommandName = z.enum(DISPLAY_COMMANDS)
export type DisplayCommandName = z.infer<typeof DisplayCommandName>

/** Channels that are no artworks, and that a display is only told to play where it says that it can. */
export const MORE_DISPLAY_CHANNELS = ['playing'] as const
/** What a display can play by itself: artworks, or what its owner's session plays (`playing`). */
export const DisplayChannel = z.enum([...PostChannel.options, ...MORE_DISPLAY_CHANNELS])
export type DisplayChannel = z.infer<typeof DisplayChannel>

const Brightness = z.int().min(0).max(100)
const Rotation = z.literal([0, 90, 180, 270])
const MAX_WORD = 100

/** One thing that a display is told to do, in the words in which it is told. */
export const DisplayCommand = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('swap_next') }),
  z.strictObject({ command: z.literal('swap_back') }),
  z.strictObject({ command: z.literal('show_artwork'), post_id: PostNumber }),
  z.strictObject({
    command: z.literal('play_channel'),
    channel: DisplayChannel,
    channel_user_sqid: Sqid.optional(),
    channel_hashtag: Hashtag.optional(),
  }),
  z.strictObject({ command: z.literal('set_paused'), paused: z.boolean() }),
  z.strictObject({ command: z.literal('set_brightness'), brightness: Brightness }),
  z.strictObject({ command: z.literal('set_rotation'), rotation: Rotation }),
  z.strictObject({ command: z.literal('set_mirror'), mirror: z.boolean() }),
])
export type DisplayCommand = Readonly<z.infer<typeof DisplayCommand>>

const MAX_MODEL_LENGTH = 80
export const DisplayModel = VisibleText.max(MAX_MODEL_LENGTH)
export const Firmware = VisibleText.max(40)

/** The same in one shape, for bodies: which field goes with which command, `DisplayCommand` says. */
export const DisplayCommandBody = z.strictObject({
  command: DisplayCommandName,
  post_id: PostNumber.optional().describe('Of show_artwork.'),
  channel: DisplayChannel.optional().describe('Of play_channel.'),
  channel_user_sqid: z.string().min(1).max(MAX_WORD).optional().describe('Of the channel by_user.'),
  channel_hashtag: z.string().min(1).max(MAX_WORD).optional().describe('Of the channel hashtag.'),
  paused: z.boolean().optional().describe('Of set_paused.'),
  brightness: Brightness.optional().describe('Of set_brightness, in percent.'),
  rotation: Rotation.optional().describe('Of set_rotation, clockwise.'),
  mirror: z.boolean().optional().describe('Of set_mirror.'),
})

/** What a display says of itself. Null: it has not said. */
export const DisplayView = z.object({
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  /** The artwork that it shows. */
  postId: PostNumber.nullable(),
  /** What it can be told to do. */
  commands: z.array(DisplayCommandName).readonly(),
  /** What it can play beside artworks. Missing: nothing. */
  channels: z.array(z.enum(MORE_DISPLAY_CHANNELS)).readonly().optional(),
  /** What it plays by itself. Missing or null: nobody knows. */
  channel: DisplayChannel.nullish(),
  paused: z.boolean().nullable(),
  /** In percent. */
  brightness: Brightness.nullable(),
  /** While quiet hours hold it darker: as bright as it is to be again. Missing or null: they do not. */
  brightnessAfter: Brightness.nullish(),
  /** Clockwise, in degrees. */
  rotation: Rotation.nullable(),
  mirror: z.boolean().nullable(),
})
export type DisplayView = Readonly<z.infer<typeof DisplayView>>
