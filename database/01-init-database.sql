-- Makes the roles, schemas and grants of the platform. Safe to run again.
-- Written by `python -m platform_database render`; a test compares this file with its source.
-- Run by psql as an administrator of the database; passwords come from the environment:
--   ALERTS_DB_PASSWORD, INCIDENTS_DB_PASSWORD, ONCALL_DB_PASSWORD, NOTIFICATIONS_DB_PASSWORD, ANALYSIS_DB_PASSWORD, MIGRATOR_DB_PASSWORD
\set ON_ERROR_STOP on

\getenv alerts_app_password ALERTS_DB_PASSWORD
\if :{?alerts_app_password}
\else
DO $$ BEGIN RAISE EXCEPTION 'ALERTS_DB_PASSWORD is not set'; END $$;
\endif
\getenv incidents_app_password INCIDENTS_DB_PASSWORD
\if :{?incidents_app_password}
\else
DO $$ BEGIN RAISE EXCEPTION 'INCIDENTS_DB_PASSWORD is not set'; END $$;
\endif
\getenv oncall_app_password ONCALL_DB_PASSWORD
\if :{?oncall_app_password}
\else
DO $$ BEGIN RAISE EXCEPTION 'ONCALL_DB_PASSWORD is not set'; END $$;
\endif
\getenv notifications_app_password NOTIFICATIONS_DB_PASSWORD
\if :{?notifications_app_password}
\else
DO $$ BEGIN RAISE EXCEPTION 'NOTIFICATIONS_DB_PASSWORD is not set'; END $$;
\endif
\getenv analysis_app_password ANALYSIS_DB_PASSWORD
\if :{?analysis_app_password}
\else
DO $$ BEGIN RAISE EXCEPTION 'ANALYSIS_DB_PASSWORD is not set'; END $$;
\endif
\getenv platform_migrator_password MIGRATOR_DB_PASSWORD
\if :{?platform_migrator_password}
\else
DO $$ BEGIN RAISE EXCEPTION 'MIGRATOR_DB_PASSWORD is not set'; END $$;
\endif

BEGIN;
-- roles
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'alerts_owner') THEN CREATE ROLE alerts_owner NOLOGIN; END IF; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'incidents_owner') THEN CREATE ROLE incidents_owner NOLOGIN; END IF; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'oncall_owner') THEN CREATE ROLE oncall_owner NOLOGIN; END IF; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'notifications_owner') THEN CREATE ROLE notifications_owner NOLOGIN; END IF; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'analysis_owner') THEN CREATE ROLE analysis_owner NOLOGIN; END IF; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'alerts_app') THEN CREATE ROLE alerts_app NOLOGIN; END IF; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'incidents_app') THEN CREATE ROLE incidents_app NOLOGIN; END IF; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'oncall_app') THEN CREATE ROLE oncall_app NOLOGIN; END IF; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'notifications_app') THEN CREATE ROLE notifications_app NOLOGIN; END IF; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'analysis_app') THEN CREATE ROLE analysis_app NOLOGIN; END IF; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'platform_migrator') THEN CREATE ROLE platform_migrator NOLOGIN; END IF; END $$;
ALTER ROLE alerts_app LOGIN PASSWORD :'alerts_app_password' CONNECTION LIMIT -1;
ALTER ROLE incidents_app LOGIN PASSWORD :'incidents_app_password' CONNECTION LIMIT -1;
ALTER ROLE oncall_app LOGIN PASSWORD :'oncall_app_password' CONNECTION LIMIT -1;
ALTER ROLE notifications_app LOGIN PASSWORD :'notifications_app_password' CONNECTION LIMIT -1;
ALTER ROLE analysis_app LOGIN PASSWORD :'analysis_app_password' CONNECTION LIMIT -1;
ALTER ROLE platform_migrator LOGIN PASSWORD :'platform_migrator_password' CONNECTION LIMIT -1;
-- the migrator may look; to change something it must SET ROLE to the owner, so that the
-- owner's default grants apply
ALTER ROLE platform_migrator NOINHERIT;
GRANT alerts_owner TO platform_migrator;
GRANT incidents_owner TO platform_migrator;
GRANT oncall_owner TO platform_migrator;
GRANT notifications_owner TO platform_migrator;
GRANT analysis_owner TO platform_migrator;
ALTER ROLE alerts_app SET search_path = alerts;
ALTER ROLE alerts_app SET statement_timeout = '5s';
ALTER ROLE alerts_app SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE incidents_app SET search_path = incidents;
ALTER ROLE incidents_app SET statement_timeout = '5s';
ALTER ROLE incidents_app SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE oncall_app SET search_path = oncall;
ALTER ROLE oncall_app SET statement_timeout = '5s';
ALTER ROLE oncall_app SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE notifications_app SET search_path = notifications;
ALTER ROLE notifications_app SET statement_timeout = '5s';
ALTER ROLE notifications_app SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE analysis_app SET search_path = analysis;
ALTER ROLE analysis_app SET statement_timeout = '5s';
ALTER ROLE analysis_app SET idle_in_transaction_session_timeout = '10s';
-- an administrator who is no superuser (managed databases) acts through membership
DO $$ BEGIN IF NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN GRANT alerts_owner, incidents_owner, oncall_owner, notifications_owner, analysis_owner TO CURRENT_USER; END IF; END $$;
-- the database belongs to the platform alone
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO alerts_app, incidents_app, oncall_app, notifications_app, analysis_app, platform_migrator;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
-- alerts
CREATE SCHEMA IF NOT EXISTS alerts AUTHORIZATION alerts_owner;
ALTER SCHEMA alerts OWNER TO alerts_owner;
GRANT USAGE ON SCHEMA alerts TO alerts_app, platform_migrator;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA alerts TO alerts_app;
GRANT SELECT ON ALL TABLES IN SCHEMA alerts TO platform_migrator;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA alerts TO alerts_app;
ALTER DEFAULT PRIVILEGES FOR ROLE alerts_owner IN SCHEMA alerts GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO alerts_app;
ALTER DEFAULT PRIVILEGES FOR ROLE alerts_owner IN SCHEMA alerts GRANT SELECT ON TABLES TO platform_migrator;
ALTER DEFAULT PRIVILEGES FOR ROLE alerts_owner IN SCHEMA alerts GRANT USAGE, SELECT ON SEQUENCES TO alerts_app;
ALTER DEFAULT PRIVILEGES FOR ROLE alerts_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE alerts_owner IN SCHEMA alerts GRANT EXECUTE ON FUNCTIONS TO alerts_app;
-- incidents
CREATE SCHEMA IF NOT EXISTS incidents AUTHORIZATION incidents_owner;
ALTER SCHEMA incidents OWNER TO incidents_owner;
GRANT USAGE ON SCHEMA incidents TO incidents_app, platform_migrator;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA incidents TO incidents_app;
GRANT SELECT ON ALL TABLES IN SCHEMA incidents TO platform_migrator;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA incidents TO incidents_app;
ALTER DEFAULT PRIVILEGES FOR ROLE incidents_owner IN SCHEMA incidents GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO incidents_app;
ALTER DEFAULT PRIVILEGES FOR ROLE incidents_owner IN SCHEMA incidents GRANT SELECT ON TABLES TO platform_migrator;
ALTER DEFAULT PRIVILEGES FOR ROLE incidents_owner IN SCHEMA incidents GRANT USAGE, SELECT ON SEQUENCES TO incidents_app;
ALTER DEFAULT PRIVILEGES FOR ROLE incidents_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE incidents_owner IN SCHEMA incidents GRANT EXECUTE ON FUNCTIONS TO incidents_app;
-- oncall
CREATE SCHEMA IF NOT EXISTS oncall AUTHORIZATION oncall_owner;
ALTER SCHEMA oncall OWNER TO oncall_owner;
GRANT USAGE ON SCHEMA oncall TO oncall_app, platform_migrator;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA oncall TO oncall_app;
GRANT SELECT ON ALL TABLES IN SCHEMA oncall TO platform_migrator;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA oncall TO oncall_app;
ALTER DEFAULT PRIVILEGES FOR ROLE oncall_owner IN SCHEMA oncall GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO oncall_app;
ALTER DEFAULT PRIVILEGES FOR ROLE oncall_owner IN SCHEMA oncall GRANT SELECT ON TABLES TO platform_migrator;
ALTER DEFAULT PRIVILEGES FOR ROLE oncall_owner IN SCHEMA oncall GRANT USAGE, SELECT ON SEQUENCES TO oncall_app;
ALTER DEFAULT PRIVILEGES FOR ROLE oncall_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE oncall_owner IN SCHEMA oncall GRANT EXECUTE ON FUNCTIONS TO oncall_app;
-- notifications
CREATE SCHEMA IF NOT EXISTS notifications AUTHORIZATION notifications_owner;
ALTER SCHEMA notifications OWNER TO notifications_owner;
GRANT USAGE ON SCHEMA notifications TO notifications_app, platform_migrator;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA notifications TO notifications_app;
GRANT SELECT ON ALL TABLES IN SCHEMA notifications TO platform_migrator;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA notifications TO notifications_app;
ALTER DEFAULT PRIVILEGES FOR ROLE notifications_owner IN SCHEMA notifications GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO notifications_app;
ALTER DEFAULT PRIVILEGES FOR ROLE notifications_owner IN SCHEMA notifications GRANT SELECT ON TABLES TO platform_migrator;
ALTER DEFAULT PRIVILEGES FOR ROLE notifications_owner IN SCHEMA notifications GRANT USAGE, SELECT ON SEQUENCES TO notifications_app;
ALTER DEFAULT PRIVILEGES FOR ROLE notifications_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE notifications_owner IN SCHEMA notifications GRANT EXECUTE ON FUNCTIONS TO notifications_app;
-- analysis
CREATE SCHEMA IF NOT EXISTS analysis AUTHORIZATION analysis_owner;
ALTER SCHEMA analysis OWNER TO analysis_owner;
GRANT USAGE ON SCHEMA analysis TO analysis_app, platform_migrator;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA analysis TO analysis_app;
GRANT SELECT ON ALL TABLES IN SCHEMA analysis TO platform_migrator;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA analysis TO analysis_app;
ALTER DEFAULT PRIVILEGES FOR ROLE analysis_owner IN SCHEMA analysis GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO analysis_app;
ALTER DEFAULT PRIVILEGES FOR ROLE analysis_owner IN SCHEMA analysis GRANT SELECT ON TABLES TO platform_migrator;
ALTER DEFAULT PRIVILEGES FOR ROLE analysis_owner IN SCHEMA analysis GRANT USAGE, SELECT ON SEQUENCES TO analysis_app;
ALTER DEFAULT PRIVILEGES FOR ROLE analysis_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE analysis_owner IN SCHEMA analysis GRANT EXECUTE ON FUNCTIONS TO analysis_app;
COMMIT;
