import type { StateFolder } from './state-folder.ts'

const FILE = 'invitation.txt'

/** What it says to the person in front of the terminal while it waits to be let in: for whoever started it elsewhere. */
export function invitation(folder: StateFolder, show: (text: string) => void) {
  return {
    show(text: string): void {
      folder.write(FILE, text)
      show(text)
    },
    over: (): void => folder.remove(FILE),
  }
}
