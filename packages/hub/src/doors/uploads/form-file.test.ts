import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { BatonError } from '@baton/protocol'
import { fileInForm, isForm } from './form-file.ts'

const TYPE = 'multipart/form-data; boundary=edge'
const FILE = 'content-disposition: form-data; name="file"; filename="a; b.wav"\r\ncontent-type: audio/wav'
const BYTES = '\r\n--edg\r\n\r\n-- fLaC\r\n'

test('[U11] the file of a form is the same wherever the form is cut into pieces', async () => {
  const form = Buffer.from(
    `preamble\r\n${part('content-disposition: form-data; name="n"', '3')}` +
      `${part('content-disposition: form-data; name="none"', '')}` +
      `${part(FILE, BYTES)}${part(FILE, 'a second one')}--edge--\r\nepilogue`,
  )
  for (let at = 0; at <= form.length; at += 1) {
    assert.equal(await fileIn([form.subarray(0, at), form.subarray(at)]), BYTES, `cut at ${at}`)
  }
  assert.equal(await fileIn([...form].map((byte) => Buffer.of(byte))), BYTES)
  assert.equal(await fileIn([Buffer.from(`${part(FILE, '')}--edge--`)]), '')
})

test('[U11] a form as browsers write it is read, whatever its boundary is like', async () => {
  const form = new FormData()
  form.set('file', new Blob([BYTES]), 'blob')
  const request = new Request('http://hub', { method: 'POST', body: form })
  const type = String(request.headers.get('content-type'))
  assert.ok(isForm(type))
  assert.equal(await fileIn([Buffer.from(await request.arrayBuffer())], type), BYTES)
  const quoted = Buffer.from(part(FILE, BYTES).replaceAll('edge', 'an edge')).toString()
  const last = '--an edge--\r\n'
  assert.equal(await fileIn([Buffer.from(quoted + last)], 'multipart/form-data; boundary="an edge"'), BYTES)
})

test('[U11] a form that is cut off, without a file or full of other things is refused', async () => {
  const refused = async (form: string, code: string, type = TYPE) =>
    assert.rejects(
      async () => fileIn([Buffer.from(form)], type),
      (error) => error instanceof BatonError && error.code === code,
    )
  await refused(`${part(FILE, BYTES)}`, 'request.malformed')
  await refused(`${part(FILE, BYTES)}--edge!`, 'request.malformed')
  await refused('', 'request.malformed')
  await refused(`--edge\r\n${'x'.repeat(70_000)}`, 'request.malformed')
  await refused('--edge--', 'request.invalid')
  await refused(`${part('content-disposition: form-data; name="filename"', '')}--edge--`, 'request.invalid')
  await refused(`${part(FILE, '')}${part('x: y', 'x'.repeat(70_000))}--edge--`, 'upload.too-large')
  await refused(`${part(FILE, BYTES)}--edge--`, 'request.malformed', 'multipart/form-data')
})

test('[U11] a form that fails before it is read is refused when it is', async () => {
  const unread = fileInForm(Readable.from([Buffer.from('--edge!!')]), TYPE)
  await closed(unread)
  await assert.rejects(
    buffer(unread),
    (error) => error instanceof BatonError && error.code === 'request.malformed',
  )
  const body = new Readable({ read() {} })
  const cutOff = fileInForm(body, TYPE)
  body.destroy(new Error('cut off'))
  await closed(cutOff)
  await assert.rejects(buffer(cutOff), /cut off/)
})

function closed(stream: Readable): Promise<void> {
  return new Promise((resolve) => stream.once('close', () => resolve()))
}

function part(headers: string, body: string): string {
  return `--edge\r\n${headers}\r\n\r\n${body}\r\n`
}

async function fileIn(pieces: readonly Buffer[], type = TYPE): Promise<string> {
  return (await buffer(fileInForm(Readable.from(pieces), type))).toString()
}
