import type { MatrixPart } from './matrix-part.ts'

const NO_TRACK = '0000000b-0000-4000-8000-000000000001'

/** Her session with its queue. */
export const sessionPart: MatrixPart = {
  async thingsOf(ada, { trackIds }) {
    const added = await ada.post('/queue/enqueue', { track_ids: trackIds })
    const { result } = added.json.receipt as { result: { entry_ids: string[] } }
    const session = String((await ada.ask('/me')).json.session_uuid)
    await ada.post(`/sessions/${session}/play`)
    await ada.post(`/sessions/${session}/pause`)
    await ada.post(`/sessions/${session}/seek`, { position_ms: 7_000 })
    const { json } = await ada.ask(`/sessions/${session}`)
    return {
      session,
      entry: String(result.entry_ids[1]),
      track: String(json.track_id),
      ticket: String(new URL(String(json.file_url), 'http://hub').searchParams.get('token')),
    }
  },
  secret: ['session', 'entry', 'ticket'],
  shared: ['track'],
  pathIds: {
    '/sessions/{id}': { thing: 'session', whose: 'hers' },
    // Hers is no box's.
    '/boxes/{id}': { thing: 'session', whose: 'hers' },
    '/queue/entries/{entry_id}': { thing: 'entry', whose: 'hers' },
    '/tracks/{track_id}': { thing: 'track', whose: 'household' },
    '/boxes/me/tracks/{track_id}': { thing: 'track', whose: 'household' },
    '/media/tracks/{track_id}': { thing: 'track', whose: 'household' },
  },
  fields: {
    entry_id: { thing: 'entry', whose: 'hers' },
    next_entry_id: { thing: 'entry', whose: 'hers' },
    entry_ids: { thing: 'entry', whose: 'hers', isList: true },
    after: { thing: 'entry', whose: 'hers' },
    track_ids: { thing: 'track', whose: 'household', isList: true },
    session_uuid: { thing: 'session', whose: 'hers' },
    // A number that the hub gave for a moment.
    offer_id: null,
  },
  plain: {
    position_ms: 1_000,
    entries: [{ entry_id: '0000000a-0000-4000-8000-000000000001', track_id: NO_TRACK }],
    age_ms: 0,
    play_state: 'paused',
    listened_ms: 0,
    counted: false,
    at: 1,
  },
  doings: ({ session, track }) => [
    { path: `/sessions/${session}/play`, body: {} },
    { path: `/sessions/${session}/seek`, body: { position_ms: 30_000 } },
    { path: `/sessions/${session}/next`, body: {} },
    { path: `/sessions/${session}/volume`, body: { volume: 20 } },
    { path: `/tracks/${track}/like`, body: {} },
    { path: '/queue/enqueue', body: { track_ids: [track] } },
    { path: `/sessions/${session}/pause`, body: {} },
  ],
}
