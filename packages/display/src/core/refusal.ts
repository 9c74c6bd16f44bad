/** Why something that was asked for is not done, in a sentence that whoever asked may read. */
export class Refusal extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Refusal'
  }
}

/** The hub cannot be asked just now; later it may be. */
export class HubAway extends Error {
  constructor(cause?: unknown) {
    super('The hub is away.', { cause })
    this.name = 'HubAway'
  }
}

/** The hub does not know the token of this display. */
export class NotLetIn extends Error {
  constructor() {
    super('The hub does not let this display in.')
    this.name = 'NotLetIn'
  }
}
