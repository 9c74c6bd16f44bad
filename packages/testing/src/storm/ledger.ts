import type { Command, CommandId, Receipt } from '@baton/protocol'

/** One command as its sender remembers it. `unknown`: no answer came, so it may or may not have happened. */
export interface Sent {
  readonly commandId: CommandId
  readonly command: Command
  readonly answer: Receipt | 'unknown'
}

/** Everything that was sent, and what was answered: what the hub must stand by, whatever happens to it. */
export class Ledger {
  readonly sent: Sent[] = []
  readonly contradictions: string[] = []
  #byId = new Map<CommandId, Sent>()

  note(commandId: CommandId, command: Command, answer: Receipt | 'unknown'): void {
    const former = this.#byId.get(commandId)
    if (former && former.answer !== 'unknown' && answer !== 'unknown') {
      const same = JSON.stringify(former.answer) === JSON.stringify(answer)
      const sameBody = JSON.stringify(former.command) === JSON.stringify(command)
      const conflict = answer.outcome === 'rejected' && answer.code === 'command.conflict'
      if (sameBody && !same) this.contradictions.push(`${commandId} was answered in two ways`)
      if (!sameBody && !conflict) this.contradictions.push(`${commandId} was taken with another body`)
      return
    }
    const row = { commandId, command, answer }
    if (!former) this.sent.push(row)
    else this.sent[this.sent.indexOf(former)] = row
    this.#byId.set(commandId, row)
  }
}
