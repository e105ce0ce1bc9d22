-- why: a subscription's months, and how many a creator has, are found without reading whole tables
-- lock: writes to each table wait while its index is built
-- half: whole
create index charge_of_subscription on subscriptions.charge (subscription_id, asked_at desc);
create index subscription_running on subscriptions.subscription (creator_id, state) where state in ('active', 'grace');
create index subscription_live_of_creator on subscriptions.subscription (creator_id, id) where state <> 'ended';
