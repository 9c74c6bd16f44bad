import { z } from 'zod'
import {
  DisplayCommandBody,
  DisplayCommandName,
  DisplayModel,
  DisplayView,
  Firmware,
} from '../../device/display.ts'
import { DeviceId, NameInPath } from '../../values/ids.ts'
import { DisplayName } from '../../values/text.ts'
import { ImageQuery } from '../artwork/artwork.ts'
import { contract, NOTHING } from '../contract.ts'
import { displayEndpoints } from './endpoints.ts'

const params = z.object({ key: DeviceId.describe('The display’s `player_key`.') })
const IsoTime = z.string().describe('ISO 8601, UTC')

/** Where a display finds the broker and the rest of the hub. */
export const DisplayPlaces = z.object({
  mqttBroker: z.object({
    host: z.string(),
    port: z.int().nullable().describe('Null: not by plain TCP.'),
    tlsPort: z.int().nullable().describe('By TLS; null: nowhere.'),
    websocketUrl: z.string(),
  }),
  httpsApi: z.object({ baseUrl: z.string(), auth: z.literal('bearer') }),
})
export type DisplayPlaces = Readonly<z.infer<typeof DisplayPlaces>>

/** A display as its owner sees it. */
export const DisplayDocument = DisplayView.omit({ firmware: true, postId: true }).extend({
  playerKey: DeviceId,
  name: z.string(),
  connectionStatus: z.enum(['online', 'offline']),
  lastSeenAt: IsoTime,
  currentPostId: z.int().nullable(),
  firmwareVersion: z.string().nullable(),
})
export type DisplayDocument = Readonly<z.infer<typeof DisplayDocument>>

/** A secret that is told this once. */
const ApiToken = z.string()

/** What a display asks for. Fields of a request that are not known here are passed over. */
export const DisplayRequest = z.looseObject({
  request_type: z.string().max(40),
  request_id: z.string().max(128).optional(),
})
export type DisplayRequest = Readonly<z.infer<typeof DisplayRequest>>

/** Displays of their owner. See docs/protocol/displays.md. */
export const displayContract = contract('displays', displayEndpoints, {
  list: { summary: 'Your displays', scope: 'read', rate: 'read', answer: z.array(DisplayDocument) },
  provision: {
    summary: 'A display introduces itself and is given a code to show',
    access: 'open',
    scope: null,
    rate: 'provision',
    body: z
      .strictObject({
        device_model: DisplayModel.optional(),
        firmware_version: Firmware.optional(),
        claim: z.boolean().optional().describe('It wants a secret, by which it fetches its credentials.'),
      })
      .default({}),
    status: 201,
    answer: DisplayPlaces.extend({
      playerKey: DeviceId,
      registrationCode: z.string(),
      registrationCodeExpiresAt: IsoTime,
      claimSecret: z.string().optional(),
    }),
  },
  register: {
    summary: 'Make a display yours by the code that it shows',
    scope: 'control',
    rate: 'provision',
    body: z.strictObject({ registration_code: z.string().max(40), name: DisplayName }),
    status: 201,
    answer: DisplayDocument,
  },
  credentials: {
    summary: 'A display fetches its credentials, once',
    description:
      'Within 15 minutes of its registration, from the address that it was provisioned from; with a claim secret, by that as its bearer token.',
    access: 'open',
    scope: null,
    rate: 'read',
    params,
    answer: DisplayPlaces.extend({ playerKey: DeviceId, apiToken: ApiToken }),
  },
  rotate: {
    summary: 'Give a display another token',
    description:
      'By its owner, or by the display itself with the token that it has. That one is over at once.',
    access: 'open',
    scope: null,
    rate: 'provision',
    params,
    answer: z.object({ playerKey: DeviceId, apiToken: ApiToken }),
  },
  request: {
    summary: 'What a display asks for, as over MQTT',
    description: 'With the token of the display. See docs/protocol/mqtt.md.',
    access: 'open',
    scope: null,
    rate: null,
    body: DisplayRequest,
    answer: z.looseObject({ success: z.boolean() }),
  },
  image: {
    summary: 'The picture of an artwork, for a display',
    description:
      'With the token of the display, or signed in. Each pixel is drawn as `scale` times `scale`; without a format it is the one that loses nothing.',
    access: 'open',
    scope: null,
    rate: null,
    params: z.object({ post_id: NameInPath }),
    query: ImageQuery,
    answer: null,
  },
  playingImage: {
    summary: 'The picture of what plays, for a display',
    description:
      'The cover of what the owner’s session has now, or a picture of the hub’s own (`idle`, `plain`). With the token of the display, or signed in. It is 32 pixels wide and high for each `scale`; without a format it is PNG.',
    access: 'open',
    scope: null,
    rate: null,
    params: z.object({ name: NameInPath }),
    query: ImageQuery,
    answer: null,
  },
  command: {
    summary: 'Tell a display to do something',
    description: 'Answers once the display has done it, or says why it has not.',
    scope: 'control',
    rate: 'control',
    params,
    body: DisplayCommandBody,
    answer: z.object({ commandId: z.string(), command: DisplayCommandName, acknowledged: z.literal(true) }),
  },
  rename: {
    summary: 'Rename a display',
    scope: 'control',
    rate: 'control',
    params,
    body: z.strictObject({ name: DisplayName }),
    answer: DisplayDocument,
  },
  forget: {
    summary: 'Forget a display, with its credentials',
    scope: 'control',
    rate: 'control',
    params,
    answer: NOTHING,
    status: 204,
  },
})
