-- why: each rupiah on a creator's account has a line that says what it was earned with, and each one taken back a reason
-- lock: none that matters; every table is new
-- half: whole
create schema if not exists earnings;

-- One amount that one creator earned. `origin_id` is the line as its source credited it: a split makes several of one.
-- `taken` is what was taken back of it while it was on hold; `release_id` marks that the hold is over.
create table earnings.line (
  id uuid primary key,
  origin_id uuid not null,
  creator_id uuid not null,
  source text not null check (source in ('ads', 'gift', 'tip', 'subscription', 'split', 'correction')),
  of_source text not null check (of_source in ('ads', 'gift', 'tip', 'subscription', 'split', 'correction')),
  amount bigint not null check (amount > 0),
  taken bigint not null default 0 check (taken between 0 and amount),
  from_account uuid not null,
  video_id uuid,
  split_id uuid,
  fan_id uuid,
  about jsonb not null default '{}',
  earned_at timestamptz not null,
  credited_at timestamptz not null,
  release_at timestamptz not null,
  release_id uuid
);
create index line_origin on earnings.line (origin_id);
create index line_creator on earnings.line (creator_id, earned_at desc, id desc);
create index line_due on earnings.line (release_at, creator_id) where release_id is null;
create index line_on_hold on earnings.line (creator_id, release_at) where release_id is null;
create index line_credited on earnings.line (credited_at);
create index line_fan on earnings.line (fan_id) where fan_id is not null;

-- A line is never removed. While it is on hold, what is taken of it may change and it may be released; whom it came
-- from may be blanked at any time; nothing else changes, ever.
create function earnings.keep_line() returns trigger language plpgsql as $$
declare
  loose constant text[] := array['fan_id', 'about', 'taken', 'release_id'];
begin
  if tg_op = 'UPDATE'
     and to_jsonb(new) - loose = to_jsonb(old) - loose
     and (old.release_id is null or (new.release_id = old.release_id and new.taken = old.taken))
     and ((new.fan_id is not distinct from old.fan_id and new.about = old.about)
          or (old.fan_id is not null and new.fan_id is null)) then
    return new;
  end if;
  raise exception 'earnings.line % is kept: % refused', old.id, tg_op using errcode = 'restrict_violation';
end $$;
create trigger line_is_kept before update or delete on earnings.line
  for each row execute function earnings.keep_line();

-- What one creator's lines came to when their hold was over: `collected` went to deductions that were still owed,
-- `kept_back` to the reserve, the rest to the available account.
create table earnings.release (
  id uuid primary key,
  creator_id uuid not null,
  released_at timestamptz not null,
  amount bigint not null check (amount >= 0),
  collected bigint not null default 0 check (collected >= 0),
  kept_back bigint not null default 0 check (kept_back >= 0),
  check (collected + kept_back <= amount)
);
create index release_creator on earnings.release (creator_id);
create index release_time on earnings.release (released_at);

create table earnings.reserve (
  id uuid primary key,
  creator_id uuid not null,
  amount bigint not null check (amount > 0),
  taken bigint not null default 0 check (taken between 0 and amount),
  reason text not null,
  made_at timestamptz not null,
  until timestamptz not null,
  ended_at timestamptz
);
create index reserve_creator on earnings.reserve (creator_id, until);
create index reserve_due on earnings.reserve (until, creator_id) where ended_at is null;

create table earnings.deduction (
  id uuid primary key,
  creator_id uuid not null,
  amount bigint not null check (amount > 0),
  collected bigint not null default 0 check (collected between 0 and amount),
  handed_on bigint not null default 0 check (handed_on between 0 and collected),
  returned_pending bigint not null default 0 check (returned_pending >= 0),
  returned_reserve bigint not null default 0 check (returned_reserve >= 0),
  returned_available bigint not null default 0 check (returned_available >= 0),
  reason text not null
    check (reason in ('invalid_traffic', 'advertiser_refund', 'chargeback', 'rights_claim', 'correction')),
  fraud boolean not null default false,
  evidence jsonb not null,
  line_id uuid,
  to_account uuid,
  owed_to uuid,
  state text not null check (state in ('taken', 'appealed', 'returned', 'final')),
  deducted_by uuid,
  deducted_at timestamptz not null,
  appeal_until timestamptz not null,
  appealed_at timestamptz,
  appeal_text text,
  decided_by uuid,
  decided_at timestamptz,
  decision_note text,
  final_at timestamptz,
  seen_at timestamptz,
  check ((appealed_at is null) = (appeal_text is null)),
  check ((decided_at is null) = (decided_by is null) and (decided_at is null) = (decision_note is null)),
  check (decided_at is null or appealed_at is not null),
  check ((state = 'final') = (final_at is not null)),
  check (state = 'final' or handed_on = 0),
  check (returned_pending + returned_reserve + returned_available = case when state = 'returned' then collected else 0 end)
);
create index deduction_creator on earnings.deduction (creator_id, deducted_at desc);
create index deduction_state on earnings.deduction (state, appeal_until);
create index deduction_to_hand_on on earnings.deduction (final_at) where state = 'final' and handed_on < collected;
create index deduction_time on earnings.deduction (deducted_at);

-- Where a deduction took from, and when.
create table earnings.taking (
  id uuid primary key,
  deduction_id uuid not null references earnings.deduction,
  place text not null check (place in ('reserve', 'pending', 'available', 'release')),
  line_id uuid references earnings.line,
  reserve_id uuid references earnings.reserve,
  release_id uuid references earnings.release,
  amount bigint not null check (amount > 0),
  taken_at timestamptz not null,
  check ((place = 'pending') = (line_id is not null)),
  check ((place = 'reserve') = (reserve_id is not null)),
  check ((place = 'release') = (release_id is not null))
);
create index taking_deduction on earnings.taking (deduction_id);

-- Income whose sale was undone.
create table earnings.reversal (
  id uuid primary key,
  origin_id uuid not null,
  to_account uuid not null,
  amount bigint not null check (amount > 0),
  short bigint not null check (short between 0 and amount),
  reversed_at timestamptz not null
);
create index reversal_time on earnings.reversal (reversed_at);
create table earnings.reversal_part (
  reversal_id uuid not null references earnings.reversal,
  line_id uuid not null references earnings.line,
  amount bigint not null check (amount > 0),
  primary key (reversal_id, line_id)
);

-- A split applies from starts_on to the day before ends_on. Neither is ever moved to a day that has begun.
create table earnings.split (
  id uuid primary key,
  video_id uuid not null,
  owner_id uuid not null,
  state text not null check (state in ('proposed', 'accepted', 'declined', 'withdrawn', 'ended')),
  proposed_at timestamptz not null,
  settled_at timestamptz,
  starts_on date,
  ends_on date,
  check ((starts_on is not null) = (state in ('accepted', 'ended'))),
  check ((ends_on is not null) = (state = 'ended')),
  check (ends_on >= starts_on)
);
create unique index split_one_proposed on earnings.split (video_id) where state = 'proposed';
create unique index split_one_accepted on earnings.split (video_id) where state = 'accepted';
create index split_video on earnings.split (video_id, starts_on);
create index split_owner on earnings.split (owner_id);

create table earnings.split_part (
  split_id uuid not null references earnings.split,
  account_id uuid not null,
  basis_points integer not null check (basis_points between 1 and 10000),
  state text not null check (state in ('waiting', 'accepted', 'declined')),
  answered_at timestamptz,
  primary key (split_id, account_id)
);
create index split_part_account on earnings.split_part (account_id);

-- Accounts that were closed, with what was owed to them then.
create table earnings.closed (
  creator_id uuid primary key,
  closed_at timestamptz not null,
  owed bigint not null check (owed >= 0)
);

-- Written once every period that was posted before there were lines has its lines.
create table earnings.taken_over (
  only_row boolean primary key default true check (only_row),
  taken_over_at timestamptz not null
);
