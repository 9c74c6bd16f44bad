import type { Command } from '../commands.ts'
import { deviceRequests } from './device/requests.ts'
import { playlistRequests } from './playlist/requests.ts'
import type { RestRequest } from './request.ts'
import type { RequestsOf } from './requests-of.ts'
import { sessionRequests } from './session/requests.ts'

/** How each command is asked for over REST. A new family adds its requests here. */
export const COMMAND_REQUESTS: RequestsOf<Command> = {
  ...sessionRequests,
  ...deviceRequests,
  ...playlistRequests,
}

/** Where the REST door takes a command, and what it wants to read there. */
export function requestFor<C extends Command>(command: C): RestRequest {
  const request = COMMAND_REQUESTS[command.type] as (command: C) => RestRequest
  return request(command)
}
