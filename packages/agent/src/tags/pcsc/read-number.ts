import type { PcscConnection, PcscService } from './connection.ts'
import {
  bytesToTransmit,
  CARD_BYTES,
  CONTEXT_BYTES,
  type ConnectedCard,
  cardToConnect,
  cardToLeave,
  contextToEstablish,
  LEFT_BYTES,
  LONGEST_ANSWER,
  readCard,
  readContext,
  readTransmitted,
  SUCCESS,
  TRANSMITTED_BYTES,
} from './messages.ts'

/** Asks the reader, not the card, for the number of the card (PC/SC part 3, "Get Data"). */
const GET_NUMBER = Buffer.from('ffca000000', 'hex')
const DONE = 0x9000
const ANSWERS_WITHIN_MS = 5_000

/**
 * The number of the tag that lies on a reader, in hexadecimal digits. Null: it is gone again, or it is a card that the
 * reader can tell no number of. Throws a PcscFailure.
 */
export async function readNumber(service: PcscService, reader: string): Promise<string | null> {
  using connection = await service.connect()
  const { context, result } = readContext(
    await connection.ask('establishContext', contextToEstablish(), CONTEXT_BYTES),
  )
  if (result !== SUCCESS) return null
  const card = readCard(await connection.ask('connect', cardToConnect(context, reader), CARD_BYTES))
  if (card.result !== SUCCESS) return null
  const answer = await transmit(connection, card, GET_NUMBER)
  await connection.ask('disconnect', cardToLeave(card.card), LEFT_BYTES)
  if (answer === null || answer.length <= 2) return null
  const isDone = answer.readUInt16BE(answer.length - 2) === DONE
  return isDone ? answer.toString('hex', 0, answer.length - 2) : null
}

async function transmit(
  connection: PcscConnection,
  card: ConnectedCard,
  bytes: Buffer,
): Promise<Buffer | null> {
  const head = bytesToTransmit(card, bytes.length)
  const { length, result } = readTransmitted(await connection.ask('transmit', head, TRANSMITTED_BYTES, bytes))
  if (result !== SUCCESS || length > LONGEST_ANSWER) return null
  return connection.take(length, ANSWERS_WITHIN_MS)
}
