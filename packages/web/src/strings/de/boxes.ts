import type { boxes as english } from '../en/boxes.ts'

export const boxes: typeof english = {
  boxes: {
    title: 'Boxen',
    lead: 'Eine Box spielt eigene Musik. Alle hier sehen sie und dürfen sie ändern. Auch deine eigene Musik kann auf ihr spielen.',
    add: 'Eine Box hinzufügen',
    invitation:
      'Diese Zeile in ein Terminal der Box eingeben. Sie installiert, was dort spielt, und zeigt einen Code; mit diesem Code in dieser App wird sie eingelassen. Die Box hat dann eigene Musik, die alle im Haushalt sehen und ändern.',
    asksTitle: (name) => `„${name}“ will eine Box dieses Haushalts sein`,
    asksLead:
      'Sie bekommt eigene Musik, die alle im Haushalt sehen und ändern. Nur einlassen, wenn die Box diesen Code zeigt:',
    control: (name) => `${name} steuern`,
    controlling: (name) => `Dieses Fenster steuert ${name}`,
    back: 'Zurück zu meiner Musik',
    mine: 'Meine Musik',
    whose: 'Wessen Musik dieses Fenster zeigt',
    removed: (name) => `${name} wurde entfernt`,
    gone: 'Die Box, die dieses Fenster gesteuert hat, gibt es nicht mehr.',
    removeText:
      'Sie vergisst, was sie spielt, und verstummt. Um sie zurückzuholen, muss sie mit einem neuen Code wieder eingelassen werden.',
    loudest: (name) => `Größte Lautstärke von ${name}`,
    unlimited: 'So laut es geht',
    upTo: (volume) => `Bis ${volume}`,
  },
}
