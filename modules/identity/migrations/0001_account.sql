-- why: accounts, their sessions and tokens, and the count of failed logins
-- lock: none, new tables
-- half: whole
create table identity.account (
  id uuid primary key,
  handle text not null unique check (handle = lower(handle)),
  display_name text not null,
  bio text not null default '',
  lang text not null check (lang in ('id', 'en')),
  roles text[] not null default '{}',
  password_hash text not null,
  created_at timestamptz not null
);

-- A session is a cookie's or a token's secret, of which only the hash is kept.
create table identity.session (
  id uuid primary key,
  account_id uuid not null references identity.account,
  secret_hash bytea not null unique,
  kind text not null check (kind in ('cookie', 'token')),
  label text not null default '',
  created_at timestamptz not null,
  last_used_at timestamptz,
  expires_at timestamptz
);
create index session_account on identity.session (account_id, kind);

-- Which browsers an account has logged in from: a view from one of them is never a paid view of its own clips.
create table identity.device (
  device_key uuid not null,
  account_id uuid not null references identity.account,
  seen_at timestamptz not null,
  primary key (device_key, account_id)
);

create table identity.login_failure (
  subject text primary key,
  failures int not null,
  window_ends_at timestamptz not null
);
