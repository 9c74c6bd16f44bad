/** What a page of the freshbeats kind asks for over HTTP, beside its socket. */
export const pageEndpoints = {
  registerClient: 'POST /register_client',
  presence: 'POST /log_client_presence',
  selectDevice: 'POST /device_select',
  status: 'GET /player_status_and_state',
  command: 'POST /player/:command',
} as const
