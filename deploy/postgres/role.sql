-- A role and a database of Baton's own. Run it once, as the server's owner:
--   psql -v password="'a long random password'" -f role.sql
-- The role owns its schema, because workers migrate it, and may do nothing else on this server.
create role baton login password :password
  nosuperuser nocreatedb nocreaterole noreplication nobypassrls connection limit 90;
create database baton encoding 'UTF8' lc_collate 'C' lc_ctype 'C' template template0;
revoke all on database baton from public;
grant connect on database baton to baton;
\connect baton
revoke all on schema public from public;
create schema baton authorization baton;
alter role baton in database baton set search_path = baton;
-- What holds a row of a household must let go of it by itself, whatever a client says of itself.
alter role baton in database baton set idle_in_transaction_session_timeout = '60s';
