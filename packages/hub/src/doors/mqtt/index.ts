export { type DisplayRulesParts, displayRules, type TakeView } from './display-rules.ts'
export { mqttSocketDoor } from './mqtt-socket-door.ts'
