export { type SocketIoParts, socketIoDoor } from './socketio-door.ts'
