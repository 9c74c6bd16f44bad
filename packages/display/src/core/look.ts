/** How everything is shown: in percent, clockwise in degrees, and with left and right exchanged as one looks at it. */
export interface Look {
  readonly brightness: number
  readonly rotation: 0 | 90 | 180 | 270
  readonly mirror: boolean
}
