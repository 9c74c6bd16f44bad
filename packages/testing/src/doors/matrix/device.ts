import type { MatrixPart } from './matrix-part.ts'

/** The device that speaks for her. */
export const devicePart: MatrixPart = {
  thingsOf: async ({ deviceId }) => ({ device: String(deviceId) }),
  secret: ['device'],
  pathIds: {
    '/devices/{id}': { thing: 'device', whose: 'hers' },
    '/devices/{id}/history': { thing: 'device', whose: 'hers' },
    // Where agents call back. What is hers is no secret there, and opens nothing.
    '/agents/{secret}': { thing: 'device', whose: 'hers' },
  },
  // A tone is nobody's: who knows its id was told to play it.
  fields: { device_uuid: { thing: 'device', whose: 'hers' }, tone_id: null },
  plain: {
    ...{ device_name: 'Another', n: 1, epoch: 0, event: 'progress', agent_base_url: 'http://192.0.2.1' },
    ...{ tone_id: '7d5f0d0e-0000-4000-8000-1234567890ac', outcome: 'played' },
    ...{ playing: 'something', text: 'Marked' },
  },
  taken: {
    'POST /devices/register device_uuid': 'a device that comes back brings the id that it was given',
  },
  doings: ({ device }) => [
    { method: 'PATCH', path: `/devices/${device}`, body: { device_name: 'Marked Kitchen' } },
  ],
}
