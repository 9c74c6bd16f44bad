import assert from 'node:assert/strict'
import { DEVICE_GRANT } from '@baton/protocol'
import type { Program } from '../worlds/http-world.ts'
import { ask } from '../worlds/http-world.ts'
import { sendForm } from './account-answers.ts'

export interface LetIn {
  readonly token: string
  readonly sessionId: string
  readonly deviceId: string
}

/** A box as its agent makes it: somebody approves its code, and it registers. */
export async function letBoxIn(baseUrl: string, owner: Program, name: string): Promise<LetIn> {
  const code = await sendForm(`${baseUrl}/device_authorization`, { client_name: name, client_kind: 'box' })
  const { user_code, device_code } = code.json
  const approved = await owner.post(`/links/${user_code}/approve`)
  assert.equal(approved.status, 204, approved.text)
  const grant = { grant_type: DEVICE_GRANT, device_code: String(device_code) }
  const token = String((await sendForm(`${baseUrl}/token`, grant)).json.access_token)
  const body = { device_name: name, kind: 'agent' }
  const registered = await ask(baseUrl, '/devices/register', { method: 'POST', token, body })
  const me = (await ask(baseUrl, '/me', { token })).json
  return { token, sessionId: String(me.session_uuid), deviceId: String(registered.json.device_uuid) }
}
