export { accountContract, SignInBody } from './account/account.ts'
export { auditContract } from './account/audit.ts'
export * from './account/documents.ts'
export * from './account/endpoints.ts'
export { linkContract } from './account/links.ts'
export { peopleContract } from './account/people.ts'
export { signInContract } from './account/sign-ins.ts'
export { signOnContract } from './account/sign-on.ts'
export { DEVICE_GRANT, Tokens, tokenContract } from './account/tokens.ts'
export { MAX_USERNAME_LENGTH, MIN_PASSWORD_LENGTH } from './account/username-password-rules.ts'
export { CommandBody } from './command-body.ts'
export { COMMAND_REQUESTS } from './command-requests.ts'
export { type Access, contractBy, NOTHING, type Route } from './contract.ts'
export { componentSchemas, inRestNames, type RouteSchemas, routeSchemas, schemasOf } from './describe.ts'
export { AgentHealth, agentContract } from './device/agents.ts'
export * from './device/device.ts'
export * from './device/endpoints.ts'
export * from './download/box-status.ts'
export * from './download/download.ts'
export * from './download/endpoints.ts'
export * from './endpoint.ts'
export { ErrorDocument } from './error-document.ts'
export * from './health/endpoints.ts'
export * from './health/health.ts'
export { aboutContract } from './hub/about.ts'
export * from './hub/endpoints.ts'
export * from './hub/health.ts'
export * from './hub/install.ts'
export * from './hub/install-line.ts'
export * from './hub/streams.ts'
export * from './library/endpoints.ts'
export { historyContract } from './library/history.ts'
export { type CoverSize, libraryContract, ScanDocument } from './library/library.ts'
export * from './music-box/endpoints.ts'
export { musicBoxContract } from './music-box/music-box.ts'
export {
  OPERATION_PAYLOADS,
  type OperationName,
  type OperationPayload,
} from './music-box/operations.ts'
export { TAG_ACTION_PAYLOADS, type TagAction } from './music-box/tag-actions.ts'
export * from './playlist/endpoints.ts'
export * from './playlist/files.ts'
export * from './playlist/playlist.ts'
export { type Asked, type RestRequest, requestTo } from './request.ts'
export type { RequestsOf } from './requests-of.ts'
export {
  type AnswerAt,
  type BodyAt,
  CONTRACT,
  type KnownEndpoint,
  type QueryAt,
  ROUTES,
  type RouteAt,
} from './routes.ts'
export * from './session/documents.ts'
export * from './session/endpoints.ts'
export { queueContract } from './session/queue.ts'
export { sessionContract } from './session/session.ts'
export * from './tag/endpoints.ts'
export { tagContract } from './tag/tag.ts'
export * from './upload/endpoints.ts'
export * from './upload/upload.ts'
