import { pageStorage } from '../device/identity.ts'
import { choicesKeptIn } from '../sound/choices.ts'

/** How this device is to sound, for the engine and for the screen on which it is chosen. */
export const soundChoices = choicesKeptIn(pageStorage())
