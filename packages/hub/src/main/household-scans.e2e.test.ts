import { test } from 'node:test'
import { scansApart } from '@baton/testing/doors/two-households'

test('[B39] [B40] [B43] two households of one hub are scanned apart, and see nothing of each other', () =>
  scansApart())
