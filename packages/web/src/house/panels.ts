import { store } from '@baton/client'

/** Whether the list of devices is open. Buttons, shortcuts and a refused "play" open it. */
export const deviceChoice = store(false)

/** Whether the list of shortcuts is open. */
export const keyList = store(false)

/** Whether the palette for places, devices and music is open. */
export const palette = store(false)
