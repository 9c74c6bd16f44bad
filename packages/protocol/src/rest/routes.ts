// Everything that the hub answers over HTTP, in one table. A new family adds its group here.
import type { z } from 'zod'
import { accountContract } from './account/account.ts'
import { auditContract } from './account/audit.ts'
import { linkContract } from './account/links.ts'
import { peopleContract } from './account/people.ts'
import { signInContract } from './account/sign-ins.ts'
import { signOnContract } from './account/sign-on.ts'
import { tokenContract } from './account/tokens.ts'
import { artworkContract } from './artwork/artwork.ts'
import { boxContract } from './box/box.ts'
import type { Route } from './contract.ts'
import { agentContract } from './device/agents.ts'
import { deviceContract } from './device/device.ts'
import { displayContract } from './display/display.ts'
import { boxDownloadContract, downloadContract } from './download/download.ts'
import { systemHealthContract } from './health/health.ts'
import { aboutContract } from './hub/about.ts'
import { healthContract } from './hub/health.ts'
import { installContract } from './hub/install.ts'
import { mediaContract, socketContract, streamContract } from './hub/streams.ts'
import { historyContract } from './library/history.ts'
import { libraryContract } from './library/library.ts'
import { musicBoxContract } from './music-box/music-box.ts'
import { pageContract } from './page/page.ts'
import { playlistFileContract } from './playlist/files.ts'
import { playlistContract } from './playlist/playlist.ts'
import { playlistRulesContract } from './playlist/rules.ts'
import { quietHoursContract } from './quiet-hours/quiet-hours.ts'
import { queueContract } from './session/queue.ts'
import { sessionContract } from './session/session.ts'
import { tagContract } from './tag/tag.ts'
import { chunkedUploadContract, tusContract, uploadContract } from './upload/upload.ts'
import { viewContract } from './view/view.ts'

export const CONTRACT = {
  health: healthContract,
  systemHealth: systemHealthContract,
  account: accountContract,
  people: peopleContract,
  signIns: signInContract,
  tokens: tokenContract,
  links: linkContract,
  signOn: signOnContract,
  audit: auditContract,
  session: sessionContract,
  queue: queueContract,
  devices: deviceContract,
  agents: agentContract,
  displays: displayContract,
  quietHours: quietHoursContract,
  boxes: boxContract,
  library: libraryContract,
  playlists: playlistContract,
  playlistFiles: playlistFileContract,
  playlistRules: playlistRulesContract,
  history: historyContract,
  uploads: uploadContract,
  tus: tusContract,
  chunkedUploads: chunkedUploadContract,
  tags: tagContract,
  downloads: downloadContract,
  boxDownloads: boxDownloadContract,
  artwork: artworkContract,
  views: viewContract,
  events: streamContract,
  sockets: socketContract,
  musicBoxes: musicBoxContract,
  pages: pageContract,
  media: mediaContract,
  install: installContract,
  about: aboutContract,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Route>>>>

export const ROUTES: readonly Route[] = Object.values(CONTRACT).flatMap((group) =>
  Object.values<Route>(group),
)

type Groups = typeof CONTRACT
type Known = { readonly [Name in keyof Groups]: Groups[Name][keyof Groups[Name]] }[keyof Groups]

/** What stands in the table, by where it is found. */
export type RouteAt = { readonly [R in Known as R['endpoint']]: R }
/** The endpoints of the table. */
export type KnownEndpoint = keyof RouteAt

/** What a client sends to a route, in the door's words; `undefined` where it takes no body. */
export type BodyAt<E extends KnownEndpoint> = RouteAt[E] extends {
  readonly body: infer Body extends z.ZodType
}
  ? z.input<Body>
  : undefined

/** What a client may put behind the question mark. */
export type QueryAt<E extends KnownEndpoint> = RouteAt[E] extends {
  readonly query: infer Query extends z.ZodType
}
  ? z.input<Query>
  : Readonly<Record<never, never>>

/** What a client reads from a route, in our own words; `null` where it has nothing to tell. */
export type AnswerAt<E extends KnownEndpoint> = RouteAt[E] extends {
  readonly answer: infer Answer extends z.ZodType
}
  ? z.output<Answer>
  : null
