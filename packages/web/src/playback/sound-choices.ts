import { pageStorage } from '../hub/this-browser.ts'
import { choicesKeptIn } from '../sound/sound-preferences.ts'

/** How this device is to sound, for the engine and for the screen on which it is chosen. */
export const soundChoices = choicesKeptIn(pageStorage())
