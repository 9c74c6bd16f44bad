export {
  MAX_CONNECTIONS,
  MAX_CONNECTIONS_OF_ADDRESS,
  MAX_NEWCOMERS_PER_MINUTE,
  type WhoMayConnect,
  whoMayConnect,
} from './who-may-connect.ts'
