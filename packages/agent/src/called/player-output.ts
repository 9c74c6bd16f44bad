import { redact } from '../log/redact.ts'

/** What the player has said of what it plays, for whoever asked for it. */
export interface PlayerOutput {
  /** Something else is played from now on. */
  reset(): void
  add(line: string): void
  text(): string
}

const LONGEST = 65_536

/** Nothing that opens something is in it. Of very much the latest is kept. */
export function playerOutput(): PlayerOutput {
  let text = ''
  return {
    reset() {
      text = ''
    },
    add(line) {
      text = `${text}${redact(line)}\n`.slice(-LONGEST)
    },
    text: () => text,
  }
}
