export const boxes = {
  boxes: {
    title: 'Boxes',
    lead: 'A box plays music of its own, which everybody here sees and may change. Your own music can play on it, too.',
    add: 'Add a box',
    invitation:
      'Type this line into a terminal of the box. It installs what plays there and shows a code; type that code into this app to let it in. The box then has music of its own, which everybody of the household sees and changes.',
    asksTitle: (name: string) => `“${name}” wants to be a box of this household`,
    asksLead:
      'It will have music of its own, which everybody of the household sees and changes. Let it in only if the box shows this code:',
    control: (name: string) => `Control ${name}`,
    controlling: (name: string) => `This window controls ${name}`,
    back: 'Back to my music',
    mine: 'My music',
    whose: 'Whose music this window shows',
    removed: (name: string) => `${name} was removed`,
    gone: 'The box that this window controlled is gone.',
    removeText:
      'It forgets what it plays and falls silent. To bring it back it has to be let in again, by a new code.',
    loudest: (name: string) => `Loudest volume of ${name}`,
    unlimited: 'As loud as it gets',
    upTo: (volume: number) => `Up to ${volume}`,
  },
}
