import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calledAgentsWorld } from '../../worlds/called-agents-world.ts'
import { program } from '../../worlds/http-world.ts'
import { until } from '../../worlds/hub-process-world.ts'

const WITHIN_MS = 60_000

test('[SD5] [SD6] [SD8] [SD9] [CB31] [CB34] two people and one loudspeaker that the hub calls: it plays for whoever has it, and what it tells is about that one', {
  timeout: 240_000,
}, async () => {
  await using house = await calledAgentsWorld()
  const { ada, hub } = house
  const { agent, id } = await house.readyAgent()
  const shared = await ada.ask(`/devices/${id}`, { method: 'PATCH', body: { players: 'everybody' } })
  assert.equal(shared.status, 200, shared.text)
  const person = { username: 'ben', password: 'a long password' }
  assert.equal((await ada.post('/users', { ...person, role: 'member' })).status, 201)
  const ben = await program(hub.baseUrl, person)
  const { session_uuid } = (await ben.ask('/me')).json
  const ofBen = (what: string, isSo: (session: Readonly<Record<string, unknown>>) => boolean) =>
    until(
      what,
      async () => {
        const { json } = await ben.ask(`/sessions/${session_uuid}`)
        return isSo(json) && json
      },
      WITHIN_MS,
    )

  const chosen = await ben.post(`/sessions/${session_uuid}/speaker`, { device_uuid: id })
  assert.equal(chosen.status, 200, chosen.text)
  await ben.post('/queue/enqueue', { track_ids: hub.trackIds, at: 'now' })
  await agent.called('/play')
  const first = await ofBen('it plays for Ben', ({ play_state }) => play_state === 'playing')
  agent.tell({ end: 0 })
  await agent.called('/play', 2)
  await ofBen('his next track plays', ({ entry_id }) => entry_id !== first.entry_id)
  assert.deepEqual(
    [(await house.session()).play_state, (await house.device(id)).plays_for],
    ['stopped', { user_uuid: first.user_uuid, name: 'ben' }],
  )

  const refused = await ada.post(`${house.sessionPath}/speaker`, { device_uuid: id })
  assert.equal(refused.status, 409)
  assert.match(refused.text, /speaker\.in-use/)
  await house.command('speaker', { device_uuid: id, take_over: true })
  await agent.called('/stop')
  const lost = await ofBen('nobody is waited for', ({ unsilenced }) => !(unsilenced as unknown[])?.length)
  assert.deepEqual(
    [lost.play_state, lost.active_device_uuid, (lost.failover as { reason: string }).reason],
    ['paused', null, 'speaker-taken'],
  )
  await ada.post('/queue/enqueue', { track_ids: hub.trackIds, at: 'now' })
  await agent.called('/play', 3)
  await house.sessionIs('it plays for Ada', ({ play_state }) => play_state === 'playing')

  await agent.end()
  const paused = await house.sessionIs('her music is paused', ({ play_state }) => play_state === 'paused')
  assert.equal(paused.active_device_uuid, id)
  const untouched = (await ben.ask(`/sessions/${session_uuid}`)).json
  assert.deepEqual([untouched.play_state, untouched.active_device_uuid], ['paused', null])
})
